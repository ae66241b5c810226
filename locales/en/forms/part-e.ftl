# state: drafted

form-part-e = Rides, insurance, respect
    .offer = About rides, insurance and respect.

form-part-e-tr1 = Did a ride problem make you miss or skip a visit lately?
    .why = We can book rides to visits.
    .again = Did you lose a visit because there was no ride?

form-part-e-tr2 = Does { $child } need a special seat, van or stretcher?
    .why = So that the right ride comes.
    .again = On rides, does { $child } need special equipment?

form-part-e-in1 = Does { $child } have health insurance now?
    .why = We can help you get it or keep it.
    .again = Does a health plan cover { $child } today?
    .choice-yes = yes
    .choice-no = no
    .choice-ends-soon = it ends soon
    .accept-ends-soon = ends soon, yes but it ends soon
    .choice-not-sure = not sure

form-part-e-in2 = Has insurance said no to something { $child } needs?
    .why = You can often ask again. We help.
    .again = Did insurance not pay for something { $child } needs?

form-part-e-in2w = What was it? Write it, or send a photo of the letter.
    .aloud = What was it?
    .why = There is a deadline to ask again.
    .again = What did insurance say no to? A photo is fine.

form-part-e-in3 = Do you have a bill or letter you need help with?
    .why = We can read it with you.
    .again = Is there a bill or letter that worries you?

form-part-e-in3w = Send a photo of it, or write what it is.
    .aloud = What is it?
    .why = So that someone can read it soon.
    .again = Which bill or letter is it? A photo is fine.

form-part-e-cu1 = Do people explain things in a language you know well?
    .why = You have a right to an interpreter.
    .again = Do you understand what doctors and offices tell you?
    .choice-always = always
    .accept-always = yes
    .choice-sometimes = sometimes
    .choice-no = no
    .accept-no = never

form-part-e-cu2 = What should helpers respect? Think of faith, food or customs. Or send SKIP.
    .aloud = What should helpers respect? Think of faith, food or customs.
    .why = So that care fits your family.
    .again = Is there a faith or custom that helpers should know?
