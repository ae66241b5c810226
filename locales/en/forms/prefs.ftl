# state: drafted

form-prefs = How you like to work with us
    .offer = About how we work with you.

form-prefs-pr1 = On calls and visits, do you want an interpreter?
    .why = So you and the team can understand each other.
    .again = Do you want someone to put calls and visits into your language?

form-prefs-pr1l = Which language?
    .why = So we ask for the right interpreter.
    .again = Which language should the interpreter speak?

form-prefs-pr2 = When is a good time to text you?
    .why = So our texts come when you have time.
    .again = Which part of the day is best for our texts?
    .choice-morning = morning
    .choice-midday = midday
    .choice-evening = evening
    .choice-changes = it changes

form-prefs-pr3 = Are there days or hours we should never text? Think of sleep, work or worship.
    .why = We want to respect your time.
    .again = Write the days or hours when you want no texts, like "Sundays". Or send SKIP.

form-prefs-pr4 = Is this phone only yours?
    .why = If others see it, we write less.
    .again = Who uses this phone?
    .choice-mine = only mine
    .accept-mine = yes, mine, only me
    .choice-shared = family shares it
    .accept-shared = no, we share it, shared, my family
    .choice-not-say = I'd rather not say

form-prefs-pr5 = Others may see your texts. What may we write?
    .why = You choose how private our texts are.
    .again = How much may our texts say? Pick 1, 2 or 3.
    .choice-time-place = day, time, place
    .choice-clinic = also doctor or clinic
    .choice-health = also health details

form-prefs-pr6 = How do you like to answer our questions?
    .why = We want it to be easy for you.
    .again = Which way is easiest for you to answer?
    .choice-text = text
    .choice-voice = voice message
    .choice-call = phone call
    .choice-paper = in person or paper

form-prefs-pr7 = Would you like the plan on paper?
    .why = Some families like to keep a copy.
    .again = How should you get the plan on paper?
    .choice-mail = by mail
    .choice-clinic = at the clinic
    .choice-no = no

form-prefs-pr8 = Who else helps care for { $child } and may see the plan? Send names and how they are related.
    .aloud = Who else helps care for { $child } and may see the plan? What is their name, and how are they related?
    .why = We share the plan only if you say so.
    .again = Send each name, like this: Ana, aunt. If there is no one, send SKIP.
