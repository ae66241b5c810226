# state: drafted

form-matters = What matters most
    .offer = About what matters most to you.

form-matters-wm1 = What matters most to you for { $child } right now? Use your own words, or send a voice message.
    .aloud = What matters most to you for { $child } right now?
    .why = The plan starts with what matters to you.
    .again = What would you most like to be better for { $child }?

form-matters-wm2 = What is the hardest part just now? Write it, or send a voice message.
    .aloud = What is the hardest part just now?
    .why = So we help where it is hard.
    .again = Which part of your days is hardest now?

form-matters-wm3 = Where shall we start?
    .why = You decide what comes first.
    .again = Which of these should we talk about first?
    .choice-health = health
    .choice-home = home and money
    .choice-school = school
    .choice-family = family and me
