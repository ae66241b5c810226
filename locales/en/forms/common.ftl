# state: drafted
# Said around the questions of every form. No message here names a condition, a medicine or a clinic.

form-yes = yes
form-no = no
form-other = other
form-skip = 0 skip
form-skip-word = SKIP to pass
form-sorry = Sorry, I did not get that.
form-not-sure = That is OK.
form-why = It helps us to support you better.
form-read-back = You mean { $value }? 1 yes 2 no
form-three-way = I still did not get that. 1 try again 2 skip 3 send what I wrote to { $coordinator }
form-which-other = Please send your answer in your own words.
form-position = { $number } of { $of }
form-offer =
    { $count ->
        [one] One question, about a minute.
       *[other] { $count } questions, about { $minutes ->
            [one] a minute
           *[other] { $minutes } minutes
        }.
    } 1 go on 2 later 3 I'd rather talk
form-offer-private =
    Are you alone with your phone? { $count ->
        [one] One question
       *[other] { $count } questions
    } about you, only staff see them. 1 go on 2 later 3 call me
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
form-length = { $count } letters.
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
# What people call a unit, whatever the form calls it; the key is its code in UCUM.
form-unit-kg = kilo, kilos, kilogram, kilograms
form-unit-g = gram, grams
form-unit-lbav = lb, lbs, pound, pounds
form-unit-ozav = oz, ounce, ounces
form-unit-cm = cms, centimeter, centimeters
form-unit-m = meter, meters
form-unit-ini = in, inch, inches
form-unit-fti = ft, foot, feet
form-unit-cel = celsius, c, centigrade
form-unit-degf = fahrenheit, f
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

## Help with what was found, once at the end of a part
form-help-offer = Which would you like help with?
    .why = We help only where you want it.
    .again = You named these. Send the numbers you want help with.
    .choice-0 = none now
    .accept-0 = 0, none, no, not now
    .choice-have-help = we have help
    .accept-have-help = h, have help, have, we have it
form-help-who = Good. Who helps you? Write a name or a place.
    .aloud = Who helps you?
    .why = So that we can work together.
    .again = Write who helps you now, or send SKIP.
form-help-for = Would you like help with { $need }?
    .why = We help only where you want it.
    .again = Would you like help with that?
    .choice-yes = yes
    .choice-not-now = not now
    .choice-have-help = we have help

## What a need is called in a list. Short: up to seven of them share one text.
topic-hl1 = main doctor
topic-hl2 = the wait
topic-hl3 = doctors' talk
topic-hl4 = dentist
topic-md2 = getting medicine
topic-md4 = giving medicine
topic-th2 = therapy
topic-th3 = growing
topic-eq1 = equipment
topic-hc1 = nurse at home
topic-hc2 = a break
topic-ed1 = a place to learn
topic-ed2 = help at school
topic-bh1 = moods, behavior
topic-re1 = play, friends
topic-mo1 = money
topic-mo2 = power, water
topic-mo3 = work
topic-fo1 = food
topic-fo2 = special food
topic-ho1 = the home
topic-ho2 = a place to stay
topic-tr1 = rides
topic-tr2 = special seat
topic-in1 = insurance
topic-in2 = insurance's no
topic-in3 = bills, letters
topic-cu1 = language
topic-fa1 = another person
topic-fa2 = bad nights
topic-cg1 = how you feel
topic-cg2 = sleep
topic-re2 = time for you
topic-em1 = emergency page
topic-em3 = power cuts
topic-em4 = backup care
topic-sk1 = daily care
topic-sk2 = company at visits
topic-sk3 = legal papers
topic-gr1 = time alone
topic-gr2 = adult doctors
topic-gr3 = work plan
topic-gr4 = decisions
