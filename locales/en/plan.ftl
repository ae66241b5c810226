# state: drafted
# What a coordinator may propose for a need, and its steps. Nothing of it is agreed until the family says so.

plan-same-day = Call today
    .call-now = Call the family now
    .solve-today = Solve it today
    .look-again = Ask again in a few days

plan-call-family = Call the family
    .call = Listen to what they need
    .pick-sector = Note what it is about

plan-medical-home = A main doctor
    .find-doctor = Find a main doctor
    .first-visit = Go to the first visit

plan-referral = A visit or test that is late
    .send-referral = Send the referral
    .was-reached = Ask if they called

plan-bundle = Tests on one day
    .list-procedures = List tests, shots and dental work
    .one-day = Plan them for one day

plan-share-summary = One summary for all doctors
    .write-summary = Write a short summary
    .check-summary = Check that it is right
    .send-to-all = Send it to every doctor

plan-dentist = A dentist
    .find-dentist = Find one who knows special needs
    .book = Book the visit

plan-refill = Medicine that lasts
    .call-pharmacy = Call the pharmacy
    .prior-authorization = Ask the plan to approve it

plan-medicine-teaching = Help with giving medicine
    .pharmacist-call = Call about taste, times or tube
    .medicine-form = Sign the school form

plan-teaching = Practice daily care
    .practice = Practice with a nurse
    .practice-alone = Try it at home

plan-therapy = More therapy
    .referral = Send the referral
    .waiting-list = Ask about the waiting list
    .appeal = Appeal for more hours

plan-development-check = A check of how the child grows
    .check = Do the check
    .early-help = Call early intervention or the school

plan-equipment = Equipment that works
    .call-supplier = Call the supplier
    .prior-authorization = Ask the plan to approve it
    .deliver = Bring or mend it

plan-home-nursing = Hours of help at home
    .call-agency = Call the agency
    .waiver-form = Fill in the waiver form

plan-respite = A break
    .find-respite = Find respite care
    .sign-form = Sign the form

plan-school-support = Help at school
    .contact-school = Call the school or district
    .meeting = Go to the meeting
    .plan = Write the school plan

plan-school-attendance = Days missed at school
    .letter = Write a letter for the school
    .home-teaching = Teach at home for a while

plan-behavioral-health = Help with moods and behavior
    .referral = Send the referral
    .crisis-plan = Write a plan for hard days

plan-recreation = Play and friends
    .find-program = Find a program or camp
    .try-it = Try it

plan-benefits = Benefits
    .check = Check what the family can get
    .apply = Apply
    .renewal-date = Note the renewal date

plan-utilities = Power, water, heat
    .medical-form = Sign the medical form
    .energy-aid = Apply for energy aid

plan-work-leave = Work and care
    .leave-papers = Prepare leave papers
    .ask-work = Talk with work

plan-food = Enough food
    .food-near = Find food close to home
    .wic = Apply for WIC or food aid

plan-formula = Special food
    .authorization = Write the order
    .order = Send the food

plan-home-fit = A home that fits
    .what-is-wrong = Look at what is wrong
    .letter = Write a letter to the owner

plan-housing = A place to stay
    .housing-office = Call the housing office
    .letter = Write a letter of need

plan-rides = Rides to visits
    .book-ride = Book the ride
    .ready = Be ready at the door

plan-special-seat = A safe seat
    .measure = Measure for the seat
    .ride-type = Note the type of ride

plan-insurance = Health insurance
    .papers = Gather the papers
    .renew = Apply or renew
    .date = Note the date

plan-appeal = Ask the insurance again
    .read-letter = Read the letter and the deadline
    .letter = Write why it is needed
    .send-appeal = Send the appeal

plan-letters = Bills and letters
    .read-together = Read them together

plan-interpreter = An interpreter
    .request = Ask for one at every visit
    .translated-plan = Translate the plan

plan-sibling-group = The rest of the family
    .find-group = Find a group
    .link-child = Ask about the other person

plan-parent-match = Another parent
    .ask-parent = Ask another parent
    .both-agree = Wait until both agree

plan-caregiver-care = Care for the caregiver
    .call = Call and listen
    .own-doctor = See an own doctor

plan-staff-calls = Calls that we can make
    .list-calls = List the calls
    .take-calls = Take over some of them

plan-emergency-sheet = Emergency page
    .write-sheet = Write the page
    .paper-copy = Give a copy on paper

plan-power-plan = Plan for power cuts
    .utility-list = Join the power company's list
    .battery = Get a battery
    .storm-plan = Write a plan for storms

plan-backup-care = Somebody who can step in
    .name-person = Choose a person
    .consent-letter = Write a letter of consent

plan-attend-together = Not alone at the meeting
    .attend = Go along
    .questions = Write down questions

plan-legal = Legal help
    .legal-aid = Call legal aid
    .court-note = Tell the team about the court

plan-transition = On the way to adult care
    .alone-time = Time alone with the doctor
    .checklist = Start the checklist

plan-work-plan = Work or training
    .goals = Set goals at school
    .services = Call job services

plan-decisions = Decisions from 18
    .options = Explain the options
    .talk = Talk about it at home
    .legal-aid = Call legal aid

plan-book-visit = The next visit
    .book = Book the visit
    .ride = Book the ride
