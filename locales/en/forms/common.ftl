# state: drafted
# Said around the questions of every form. No message here names a condition, a medicine or a clinic.

form-yes = yes
form-no = no
form-other = other
form-skip = 0 skip
form-skip-word = SKIP to pass
form-sorry = Sorry, I did not get that.
form-why = It helps us to support you better.
form-read-back = You mean { $value }? 1 yes 2 no
form-three-way = I still did not get that. 1 try again 2 skip 3 send what I wrote to { $coordinator }
form-which-other = Which? Send it in your own words.
form-position = { $number } of { $of }
form-offer =
    { $count ->
        [one] One question, about a minute.
       *[other] { $count } questions, about { $minutes ->
            [one] a minute
           *[other] { $minutes } minutes
        }.
    } 1 go on 2 later 3 I'd rather talk
form-limits = From { $low } to { $high }.
form-at-least = { $low } or more.
form-at-most = { $high } or less.

form-most-options = Choose { $count } at most.
form-fewest-options = Choose { $count } or more.
form-decimals =
    { $count ->
        [0] A whole number.
        [one] One digit after the point at most.
       *[other] { $count } digits after the point at most.
    }
form-longest = { $count } letters or fewer.
form-shortest = { $count } letters or more.
form-like = Like this: { $format }
form-time-example = For example 3:30 pm.
form-date-example = For example March 5, 2026.
form-file = Please send a photo, a recording or a file.
form-file-size = Up to { $megabytes } MB.
form-files =
    { $count ->
        [one] a file
       *[other] { $count } files
    }

form-more = Is there another one?
form-more-of = { $what }: is there another one?
form-about = { $what }: { $text }
form-keep = 1 keep: { $value } 2 change
form-keep-word = keep
form-change-word = change
form-next-page = more
form-which-unit = Which unit?
form-what-time = At what time?

form-month-1 = January
form-month-2 = February
form-month-3 = March
form-month-4 = April
form-month-5 = May
form-month-6 = June
form-month-7 = July
form-month-8 = August
form-month-9 = September
form-month-10 = October
form-month-11 = November
form-month-12 = December
form-day = { $month } { $day }, { $year }
form-month-year = { $month } { $year }
