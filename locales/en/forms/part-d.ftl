# state: drafted

form-part-d = Money, food and home
    .offer = About money, food and home.

form-part-d-mo1 = Is there enough money for basics each month?
    .why = There may be help for your family.
    .again = Can you pay for basics like rent and food each month?
    .choice-yes = yes
    .choice-sometimes-not = sometimes not
    .accept-sometimes-not = sometimes, not always
    .choice-often-not = often not
    .accept-often-not = no, never, not enough

form-part-d-mo2 = Have power, water, heat or phone been cut, or might be?
    .why = We know programs that can help.
    .again = Is your power, water, heat or phone off, or at risk?

form-part-d-mo3 = Has someone cut work hours to care for { $child }?
    .why = There may be paid leave or other help.
    .again = Does someone work less to care for { $child }?

form-part-d-mo4 = Which do you have, or wait for? Send the numbers.
    .aloud = Which do you have, or wait for?
    .why = So we can see what is missing.
    .again = Which of these do you have, or wait for? Send one number or more, like 1,3.
    .choice-medicaid = Medicaid
    .choice-ssi = SSI
    .choice-waiver = waiver
    .choice-wic = WIC
    .choice-food-aid = food aid
    .choice-not-sure = don't know
    .choice-none = none

form-part-d-fo1 = Is there always enough food at home?
    .why = Many families need help with food at times.
    .again = Do you have enough to eat at home?
    .choice-yes = yes
    .accept-yes = always, enough
    .choice-not-always = not always
    .accept-not-always = sometimes, not enough
    .choice-often-not = often not
    .accept-often-not = often, never enough
    .choice-not-today = not today
    .accept-not-today = nothing today, no food today, not now

form-part-d-fo2 = Is { $child }'s special food or formula hard to get?
    .why = We can help with orders and papers.
    .again = Is it hard to get the food or formula { $child } needs?

form-part-d-ho1 = Is your home safe and right for { $child }?
    .why = Stairs, mold or little space can make care hard.
    .again = Does your home work well for { $child }'s care?
    .choice-yes = yes
    .choice-some-problems = some problems
    .choice-no = no

form-part-d-ho2 = Are you worried about having a place to stay?
    .why = There is help to find or keep a home.
    .again = Could you lose the place where you live?
