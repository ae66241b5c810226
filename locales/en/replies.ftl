# state: drafted
# All that the line says of its own accord, outside the forms. One SMS each where it can be; no health word unless the
# program's own numbers name one. {$child} is the nickname that the family chose for texts.

plain = { $text }

## Safety: fixed texts
danger = I am a program and cannot help in an emergency. In danger? Call { $emergency } now. Poison { $poison }. Thoughts of suicide? { $crisis }. We are alerting { $coordinator }.
danger-discreet = Thanks, we got your message. Someone from the clinic will be in touch. For any emergency call { $emergency }.
danger-amber = In danger? Call { $emergency }. Thoughts of suicide? { $crisis }. I am a program. Is this happening now? 1 Now 2 Not now, go on
death = We have your message. { $coordinator } will call you.
not-now-thanks = Thank you. { $coordinator } will read this today.
emergency = For any emergency call { $emergency } now. I am a program.
emergency-phone = { $program }: { $phone }.
emergency-sheet = Your emergency sheet: { $place }.
sheet-fridge = on the fridge
sheet-bag = in the bag or on the chair
sheet-phone = in your phone
sheet-not-sure = ask us for a copy
staff-alert = { $program }: { $name }, family { $code } needs a person now. Open the inbox. 1 { $mark } = I have it
staff-alert-mail = { $program }: family { $code } needs a person now. Open the inbox and press "I have it".
staff-alert-which = { $program }: more than one family waits. { $choices }

## Consent
invite = Hi { $contact }. { $clinician } at { $program } asked us to write. { $coordinator } is your care coordinator. I am the text helper. OK to text you? 1 Yes 2 No. STOP ends it.
welcome = Thank you, { $contact }. I am an automated helper. { $coordinator } reads your messages { $hours }. Not for emergencies: call { $emergency }. Msg rates may apply. HELP for help, STOP to end.
refused = That is fine. We will not text you. { $coordinator } may call once. You can always reach us at { $phone }.
detail = Others may see your texts. What may we write? 1 Only day, time, place 2 Also the doctor or clinic 3 Also health details. You can change this any time.
detail-again = Please send 1, 2 or 3. What may we write in texts? 1 Only day, time, place 2 Also the doctor or clinic 3 Also health details
detail-thanks = Thank you.
stopped = { $program } will not text you again. { $coordinator } may still call you. Had a visit question? Call { $phone }. To get texts again, send START.
started-again = Welcome back. { $program } can text you again. STOP ends it.
help = { $program }: texts about your child's care. { $coordinator } reads them { $hours }. Phone { $phone }. Emergency: { $emergency }. STOP ends texts. Msg rates may apply.
wrong-number = Sorry about that, and thank you. We will not text this number again. Please delete our messages.
ambiguous-stop = Just to be sure: 1 Stop all texts 2 I meant my answer
my-answer-then = Thank you, we go on.
stranger = Hello. This is { $program }. We do not know this number yet. Please write your name and your clinic. In an emergency call { $emergency }.

## A person
# The program's hours: "Mon-Fri 9-5", "Mon-Thu, Sat 9 am-9 pm".
hours = { $days } { $opens }-{ $closes }
hours-days = { $first }-{ $last }
hours-and = { $days }, { $last }
receipt-open = { $coordinator } has your message and will answer today or the next workday. Can't wait? { $phone }. Emergency: { $emergency }.
receipt-closed = { $coordinator } has your message and is back { $back }. Can't wait? { $phone }. Emergency: { $emergency }.
sent-on = I sent that to { $coordinator }.
person-coming = All right, a call instead. Your place is kept.
got-it = Thank you, we got your message. A person will read it.
handed-back = { $coordinator } is done for now. You can write here any time.
phone-offered = Would a call be easier? Send PERSON and { $coordinator } calls you.

home-again = So good to hear, thank you. { $coordinator } knows it now. In two days we ask how it goes at home.

## Interviews
nudge = Hi { $contact }, whenever you are ready:
paused = No problem. Your place is kept. Send GO ON any time.
part-done = Thank you! That part is done.
interview-done = Thank you, that was the last question. { $coordinator } will read your answers and write to you.
answers-read = { $coordinator } has read your answers. Thank you. You will hear from us soon. Questions? Just reply.
private-call = The next questions are just about you, so { $coordinator } asks them by phone. If you want no call, write so here.
# Before an offer that we write first.
hello = Hi { $contact }, { $program } here.
hello-checkin = Hi { $contact }, { $program } here. We want to know how things go at home.
hello-home48 = Hi { $contact }, { $program } here. We want to know how things go at home.
# Said at once where an answer goes to a person; told-<need> stands before told-same-day.
told-same-day = Thank you for telling us. { $coordinator } will be in touch. Can't wait? { $phone }. Emergency: { $emergency }.
told-caregiver-limit = Thank you for telling us. { $coordinator } will call you. Talk to someone any time, day or night: { $crisis }. Emergency: { $emergency }.
told-hospital = We wish you all the best. When you are home, just write: we are home.
told-letter = Thank you, { $coordinator } will read it.
nothing-to-correct = There is no answer there to change.
language-changed = From now on in English.
stale-button = That button belongs to an older question.
which-one = Is that for: 1 { $first } 2 { $second }
about-the-visit = { $child }'s visit { $date }
about-the-question = the question

## Visits
visit-entry = New visit for { $child }: { $when }, { $place }. 1 Coming 2 Need to change 3 Something else (interpreter, ride)
visit-moved = { $child }'s visit has a new date: { $when }, { $place }. 1 Coming 2 Need to change 3 Something else (interpreter, ride)
visit-ask = { $child } has a visit { $when }, { $place }. 1 Coming 2 Need to change 3 Something else (interpreter, ride)
visits-ask = Visits: { $visits }. 1 Coming to all 2 Need to change one 3 Something else (interpreter, ride)
visits-which = OK. For which one? { $choices }
visits-which-not = OK. Which one did not happen? { $choices }
visits-happened-ask = Did these visits happen? { $visits }. 1 Yes, all 2 Not all 3 One has a new date
visits-coming = Great, these are confirmed: { $visits }.
# In a list of visits: with its place, without it, and as a choice.
visit-placed = { $child } { $when }, { $place }
visit-dated = { $child } { $when }
visit-label = { $child } { $date }
visit-short = { $child }'s visit: { $when }, { $place }. See you there! 2 Need to change 3 Something else
visit-not-moved = { $child }'s visit is still { $when }, { $place }. Not moved yet, { $coordinator } is working on it. 1 Coming 2 Still change 3 Something else
visit-help-coming = { $child } has a visit { $when }, { $place }. { $coordinator } is working on your request. 1 Coming 2 Need to change 3 Something else
visit-happened-ask = Did { $child }'s visit on { $date } happen? 1 Yes 2 No 3 It has a new date
visit-missed-ask = It looks like { $child }'s visit on { $date } did not happen. That is OK. Shall { $coordinator } look for a new day? 1 Yes 2 Not needed 3 Call me 4 We did go
visit-missed-then = Thank you for telling us. That is OK. Shall { $coordinator } look for a new day? 1 Yes 2 Not needed 3 Call me 4 We did go
visit-coming = Great, { $child }'s visit is confirmed: { $when }.
visit-which-days = OK. Which days and times are good for you? The old visit stands until it is moved.
visit-which-help = OK. What do you need? A ride, an interpreter, something else? Write it here.
visit-which-new-date = Thank you. What is the new date?
visit-happened = Thank you for telling us.
visit-missed = Thank you for telling us.
visit-looking = Good. { $coordinator } will look for a new day and write to you.
visit-not-needed = OK, thank you. { $coordinator } will see it.
visit-call = OK. { $coordinator } will call you.
visit-is-off = That visit is off, so nothing to do. { $coordinator } has your answer.
visit-noted = Thank you, { $coordinator } has it.
visit-change-noted = Thank you, { $coordinator } has it. The old visit stands until it is moved.
visit-late = Thank you for telling us. { $coordinator } has it. You can also call { $phone }.
visit-settled = { $child }'s visit on { $date }: it is taken care of.
visit-cancelled-undated = { $child }'s visit is cancelled. Questions? { $phone }.
visit-cancelled = { $child }'s visit on { $date } is cancelled. Questions? { $phone }.

## Buttons
option-yes = Yes
option-no = No
option-level-0 = Only day, time, place
option-level-1 = Also the doctor or clinic
option-level-2 = Also health details
option-now = Now
option-not-now = Not now, go on
option-stop-all = Stop all texts
option-my-answer = I meant my answer
option-go-on = Go on
option-later = Later
option-person = I'd rather talk
option-coming = Coming
option-change = Need to change
option-need-help = Something else
option-new-date = New date
option-look-for-new = Yes
option-not-needed = Not needed
option-call-me = Call me
option-all = All of them
option-did-go = We did go
option-three-way-1 = Try again
option-three-way-2 = Skip
option-three-way-3 = Send what I wrote
option-go-on-1 = Go on
option-go-on-2 = Later
option-go-on-3 = I'd rather talk

## On paper
paper-how = Tick a box or write on the line. You may leave out any question. Give the page back to { $coordinator }. Questions? Call { $phone }.
paper-name = Filled in by
paper-day = Day
paper-only-if = Only if your answer to { $number } is: { $answer }
paper-if-it-fits = Only if it fits
