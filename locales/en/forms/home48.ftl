# state: drafted

form-home48 = Back home

form-home48-ah1 = Is { $child } home now?
    .why = The first days at home count.
    .again = Where is { $child } today? Send 1, 2 or 3.
    .choice-yes = yes
    .accept-yes = yep home, yes home, we are home
    .choice-not-yet = not yet
    .accept-not-yet = no, still there, still in, still in the hospital
    .choice-back = had to go back
    .accept-back = back again, went back, we had to go back, she had to go back, he had to go back, back in the hospital, readmitted

form-home48-ah2 = Do you have all the medicine and supplies you need?
    .why = If not, we act today.
    .again = Is all the medicine and gear there?

form-home48-ah3 = Do you know who to call if { $child } gets worse?
    .why = You should never have to guess.
    .again = Do you have a number to call if it gets worse?

form-home48-ah4 = Is the next visit set?
    .why = We can book it with you.
    .again = Does { $child } have a date for the next visit?
    .choice-yes = yes
    .choice-no = no
    .choice-not-sure = not sure
