# state: drafted

form-part-f = Family and you

form-part-f-fa0 = About you: only staff see this.

form-part-f-fa1 = Does another person you look after need help too?
    .why = We think of the whole family.
    .again = Do you also care for someone else who needs help?

form-part-f-fa1w = Who, and what is needed? Write it, or send a voice message.
    .aloud = Who, and what is needed?
    .why = So we look for the right help.
    .again = Who else needs help, and with what?

form-part-f-fa2 = On a bad night, is there someone you can call?
    .why = No one should go through this alone.
    .again = Is there a person who would help you at night?
    .choice-yes = yes
    .choice-maybe = maybe
    .choice-no = no

form-part-f-fa3 = Would you like to talk with another parent like you?
    .why = Other parents can be a great support.
    .again = Shall we look for a parent who knows this life?
    .choice-yes = yes
    .choice-later = later
    .choice-no = no
    .choice-help-someone = I could help someone

form-part-f-cg1 = How are you doing these days?
    .why = Your health matters too.
    .again = Which is closest to how you feel?
    .choice-all-right = all right
    .accept-all-right = ok, okay, fine, good, great, well, doing ok
    .choice-tired = tired
    .accept-tired = sleepy, so tired, very tired
    .choice-worn-out = worn out
    .accept-worn-out = exhausted, burned out, drained, not good, bad
    .choice-limit = at my limit
    .accept-limit = i can't anymore, can't go on, can't do this anymore, breaking point, at the limit

form-part-f-cg2 = Do you get enough sleep to get through the day?
    .why = Too little sleep is hard on health.
    .again = Do you sleep enough most nights?
    .choice-mostly = mostly
    .accept-mostly = yes, usually, most nights
    .choice-sometimes = sometimes
    .choice-rarely = rarely
    .accept-rarely = no, never, hardly, almost never

form-part-f-cg3 = How many hours a week go to calls, forms and visits?
    .why = Part of this work can be ours.
    .again = Guess the hours in a normal week. Send just the number.

form-part-f-re2 = Do you get any time just for you?
    .why = Rest helps you keep going.
    .again = Do you have time to rest or do what you like?
    .choice-yes = yes
    .choice-a-little = a little
    .choice-no = no
