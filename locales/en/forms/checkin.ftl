# state: drafted

form-checkin = Check-in

form-checkin-ci1 = How sure are you this week at home will go well? Send 0 to 10.
    .aloud = How sure are you this week at home will go well? From 0 to 10.
    .why = A low number brings help sooner.
    .again = 0 is not sure at all, 10 is very sure.

form-checkin-ci2 = What would help most?
    .why = So that we do that first.
    .again = Pick one, or write what would help.
    .choice-call = a call
    .choice-visit = a visit
    .choice-supplies = supplies
    .choice-rest = rest
    .other = something else

form-checkin-ci3 = Has anything changed? Send the numbers.
    .aloud = Has anything changed?
    .why = After a change, the plan may change too.
    .again = What is new? Send one number or more, like 1,3.
    .choice-medicine = medicine
    .accept-medicine = med, meds, new med, new meds, new medicine
    .choice-hospital = hospital or ER
    .accept-hospital = er, er visit, hospital
    .choice-moved = moved
    .accept-moved = we moved, new home, new address
    .choice-school = school
    .choice-insurance = insurance
    .choice-none = no change
    .accept-none = no, none, nothing, nothing changed, same, nothing new, all the same
