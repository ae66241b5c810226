# state: drafted

form-part-b = Care at home
    .offer = About care at home.

form-part-b-th1 = Which therapy does { $child } get? Send the numbers.
    .aloud = Which therapy does { $child } get?
    .why = So we know who helps already.
    .again = Which of these does { $child } get? Send one number or more, like 1,3.
    .choice-speech = speech
    .choice-movement = movement
    .choice-hands = hands
    .choice-behavior = behavior
    .choice-early-intervention = early intervention
    .choice-none = none

form-part-b-th2 = Is { $child } waiting for therapy, or getting too little?
    .why = We can ask for more, or look elsewhere.
    .again = Does { $child } need more therapy than now?

form-part-b-th3 = Do you worry how { $child } talks, moves, plays or learns?
    .why = An early check can help.
    .again = Are you worried about how { $child } grows or learns?

form-part-b-hc1 = Do you have a nurse or aide at home?
    .why = We can ask the agency for more.
    .again = Does a nurse or aide come to your home?
    .choice-enough = yes, enough
    .choice-hours-missing = yes, hours missing
    .choice-need = no, but we need it
    .choice-not-needed = not needed

form-part-b-hc2 = Can you get a break when you need one?
    .why = Rest keeps families going.
    .again = Can someone take over so that you can rest?
    .choice-yes = yes
    .choice-sometimes = sometimes
    .choice-no = no
    .accept-no = never
