# state: drafted

form-screen = Who needs us

form-screen-sc1 = Does { $child } need medicine for a year or more?
    .why = It shows which help fits.
    .again = Will { $child } take medicine for at least a year?

form-screen-sc2 = Does { $child } see doctors or helpers much more than other children do?
    .why = Many visits are work for a family.
    .again = Does { $child } have many more visits than others?

form-screen-sc3 = Because of health, can { $child } do less than others that age?
    .why = So we look at the whole day.
    .again = Does health keep { $child } from things others do?

form-screen-sc4 = Does { $child } use special equipment, or get therapy or nursing?
    .why = So we know what must keep working.
    .again = Does { $child } need a device, therapy or nursing?

form-screen-sc5 = Does { $child } need trained help with worries, moods or behavior?
    .why = Feelings are part of health.
    .again = Does someone trained help { $child } with feelings or behavior?

form-screen-sc6 = Which are true this year? Send the numbers.
    .aloud = Which are true this year?
    .why = After a change, families often need more help.
    .again = What happened this year? Send one number or more, like 1,3.
    .choice-diagnosis = new diagnosis
    .choice-moved = moved here
    .choice-hospital = hospital stay
    .choice-school = missed much school
    .choice-offices = many offices involved
    .choice-none = none
