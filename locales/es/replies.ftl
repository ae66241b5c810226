# state: drafted
# Textos del programa fuera de los formularios. GSM-7: sin a, i, o, u con tilde; se elige otra palabra, nunca se quita una tilde.

plain = { $text }

## Seguridad: textos fijos
danger = Soy un programa y no puedo ayudar en una emergencia. ¿Hay peligro? Llame al { $emergency }. Veneno { $poison }. ¿Ideas de suicidio? { $crisis }, oprima 2. Ya avisamos.
danger-discreet = Gracias, recibimos su mensaje. Alguien del equipo se comunica con usted. Para cualquier emergencia llame al { $emergency }.
danger-amber = ¿Hay peligro? Llame al { $emergency }. ¿Ideas de suicidio? { $crisis }, oprima 2. Soy un programa. ¿Pasa ahora mismo? 1 Ahora 2 Ahora no, seguir
death = Tenemos su mensaje. { $coordinator } le va a llamar.
not-now-thanks = Gracias. { $coordinator } lo lee hoy mismo.
emergency = Para cualquier emergencia llame ya al { $emergency }. Soy un programa.
emergency-phone = { $program }: { $phone }.
emergency-sheet = Su hoja de emergencia: { $place }.
sheet-fridge = en el refrigerador
sheet-bag = en la bolsa o la silla
sheet-phone = en su celular
sheet-not-sure = le damos una copia
staff-alert = { $program }: { $name }, la familia { $code } necesita a una persona ahora. Abra la bandeja. 1 { $mark } = Yo me encargo
staff-alert-mail = { $program }: la familia { $code } necesita a una persona ahora. Abra la bandeja y elija "I have it".
staff-alert-which = { $program }: esperan varias familias. { $choices }

## Consentimiento
invite = Hola, { $contact }. Escribimos de parte de { $clinician }, de { $program }. { $coordinator } coordina su cuidado y yo ayudo con los textos. ¿Le podemos escribir? 1 SI 2 NO. STOP termina.
welcome = Gracias, { $contact }. Soy un programa. { $coordinator } lee sus mensajes { $hours }. Emergencia: { $emergency }. Su plan puede cobrar los textos. AYUDA o HELP. STOP termina.
refused = De acuerdo. No le vamos a escribir. { $coordinator } puede llamarle una vez. Nos encuentra en el { $phone }.
detail = Otros pueden ver sus textos. ¿Qué podemos poner? 1 Solo fecha, hora y lugar 2 También el doctor 3 También datos de salud. Lo puede cambiar cuando quiera.
detail-again = Por favor mande 1, 2 o 3. ¿Qué podemos poner en los textos? 1 Solo fecha, hora y lugar 2 También el doctor 3 También datos de salud
detail-thanks = Gracias.
stopped = { $program } ya no le va a mandar textos. { $coordinator } puede llamarle. ¿Era por una cita? Llame al { $phone }. Si quiere volver, mande START.
started-again = Nos alegra que vuelva. { $program } le puede escribir otra vez. STOP termina.
help = { $program }: textos sobre el cuidado de su familia. { $coordinator } los lee { $hours }. Tel. { $phone }. Emergencia: { $emergency }. STOP termina.
wrong-number = Disculpe la molestia y gracias por avisar. Ya no vamos a escribir a este teléfono. Por favor borre los mensajes.
ambiguous-stop = Para estar seguros: 1 Terminar todos los textos 2 Era mi respuesta
my-answer-then = Gracias, seguimos.
stranger = Hola. Somos { $program }. No conocemos este teléfono. Por favor escriba su nombre y el de su doctor. En una emergencia llame al { $emergency }.

## Una persona
# El horario del programa: "de lunes a viernes, 9 a 5".
hours = { $days }, { $opens } a { $closes }
hours-days = de { $first } a { $last }
hours-and = { $days } y { $last }
receipt-open = { $coordinator } ya tiene su mensaje y le contesta hoy o en la siguiente jornada de trabajo. ¿Es urgente? { $phone }. Emergencia: { $emergency }.
receipt-closed = { $coordinator } ya tiene su mensaje y regresa: { $back }. Si no puede esperar: { $phone }. Emergencia: { $emergency }.
sent-on = Se lo mandé a { $coordinator }.
person-coming = De acuerdo, mejor por llamada. Guardamos su lugar.
got-it = Gracias, recibimos su mensaje. Una persona lo va a leer.
handed-back = Por ahora { $coordinator } termina. Le puede escribir por este mismo medio cuando quiera.
phone-offered = ¿Prefiere una llamada? Mande PERSONA y { $coordinator } le llama.

home-again = Nos alegra mucho, gracias. { $coordinator } ya lo sabe. Pasado mañana le preguntamos si todo va bien en casa.

## Preguntas
nudge = Hola, { $contact }. Cuando guste:
paused = No hay problema. Guardamos su lugar. Mande SEGUIR cuando quiera.
part-done = ¡Gracias! Esa parte ya termina.
interview-done = Gracias, ya no hay preguntas. { $coordinator } va a leer sus respuestas y le escribe.
answers-read = { $coordinator } ya vio sus respuestas. Gracias. Pronto le escribimos. ¿Preguntas? Conteste por este medio.
private-call = Lo que sigue es solo sobre usted; { $coordinator } se lo pregunta por llamada. Si no quiere llamada, escriba por este medio.
hello = Hola, { $contact }. Somos { $program }.
hello-checkin = Hola, { $contact }. Somos { $program }. Queremos saber qué tal va todo en casa.
hello-home48 = Hola, { $contact }. Somos { $program }. Queremos saber qué tal va todo en casa.
told-same-day = Gracias por avisarnos. { $coordinator } se comunica con usted. ¿Es urgente? { $phone }. Emergencia: { $emergency }.
told-caregiver-limit = Gracias por su confianza. { $coordinator } le va a llamar. Para hablar con alguien a cualquier hora: { $crisis }, oprima 2. Emergencia: { $emergency }.
told-hospital = Les deseamos lo mejor. Cuando vuelvan, solo escriba: ya estamos en casa.
told-letter = Gracias, { $coordinator } lo va a leer.
nothing-to-correct = No hay respuesta que cambiar.
language-changed = Desde ahora en español.
stale-button = Eso es de otra pregunta, no de la de ahora.
which-one = ¿Eso es para: 1 { $first } 2 { $second }?
about-the-visit = la cita de { $child } del { $date }
about-the-question = la pregunta

## Citas
visit-entry = Nueva cita de { $child }: { $when }, { $place }. 1 Vamos 2 Hay que cambiarla 3 Necesito ayuda (intérprete, transporte)
visit-moved = La cita de { $child } cambia de fecha: { $when }, { $place }. 1 Vamos 2 Hay que cambiarla 3 Necesito ayuda (intérprete, transporte)
visit-ask = { $child } tiene cita el { $when }, { $place }. 1 Vamos 2 Hay que cambiarla 3 Necesito ayuda (intérprete, transporte, otra)
visits-ask = Citas: { $visits }. 1 Vamos a todas 2 Hay que cambiar una 3 Necesito ayuda (intérprete, transporte)
visits-which = De acuerdo. ¿Para qué cita? { $choices }
visits-which-not = De acuerdo. ¿Qué cita no se hizo? { $choices }
visits-happened-ask = ¿Se hicieron estas citas? { $visits }. 1 SI, todas 2 No todas 3 Una tiene otra fecha
visits-coming = Muy bien, quedan confirmadas: { $visits }.
# In a list of visits: with its place, without it, and as a choice.
visit-placed = { $child } el { $when }, { $place }
visit-dated = { $child } el { $when }
visit-label = { $child } { $date }
visit-short = Cita de { $child }: { $when }, { $place }. ¡Les esperamos! 2 Hay que cambiarla 3 Necesito ayuda
visit-not-moved = La cita de { $child } sigue para el { $when }, { $place }. { $coordinator } busca otra fecha. 1 Vamos 2 Cambiarla 3 Necesito ayuda
visit-help-coming = { $child } tiene cita el { $when }, { $place }. { $coordinator } ya trabaja en su pedido. 1 Vamos 2 Hay que cambiarla 3 Necesito ayuda
visit-happened-ask = ¿Se hizo la cita de { $child } del { $date }? 1 SI 2 NO 3 Tiene otra fecha
visit-missed-ask = Parece que la cita de { $child } del { $date } no se hizo. No se preocupe. ¿Le busca { $coordinator } otra fecha? 1 SI 2 No hace falta 3 Que me llame 4 Ya fuimos
visit-missed-then = Gracias por avisarnos. No se preocupe. ¿Le busca { $coordinator } otra fecha? 1 SI 2 No hace falta 3 Que me llame 4 Ya fuimos
visit-coming = Muy bien, queda confirmada la cita de { $child }: { $when }.
visit-which-days = De acuerdo. ¿Qué fechas y horas le quedan bien? La cita sigue igual hasta que se cambie.
visit-which-help = De acuerdo. ¿Qué necesita? ¿Transporte, intérprete, otra cosa? Escriba por este medio.
visit-which-new-date = Gracias. ¿Para qué fecha es ahora?
visit-happened = Gracias por avisarnos.
visit-missed = Gracias por avisarnos.
visit-looking = Muy bien. { $coordinator } busca otra fecha y le escribe.
visit-not-needed = De acuerdo, gracias. { $coordinator } lo va a ver.
visit-call = De acuerdo. { $coordinator } le llama.
visit-is-off = Esa cita ya no se hace; no hay que hacer nada. { $coordinator } tiene su respuesta.
visit-noted = Gracias, { $coordinator } ya lo tiene.
visit-change-noted = Gracias, { $coordinator } ya lo tiene. La cita sigue igual hasta que se cambie.
visit-late = Gracias por avisarnos. { $coordinator } ya lo tiene. También puede llamar al { $phone }.
visit-settled = La cita de { $child } del { $date } ya tiene respuesta.
visit-cancelled-undated = La cita de { $child } se cancela. ¿Preguntas? { $phone }.
visit-cancelled = La cita de { $child } del { $date } se cancela. ¿Preguntas? { $phone }.

## Botones
option-yes = SI
option-no = NO
option-level-0 = Solo fecha, hora y lugar
option-level-1 = También el doctor
option-level-2 = También datos de salud
option-now = Ahora
option-not-now = Ahora no, seguir
option-stop-all = Terminar todos los textos
option-my-answer = Era mi respuesta
option-go-on = Seguir
option-later = Luego
option-person = Prefiero hablar
option-coming = Vamos
option-change = Hay que cambiarla
option-need-help = Necesito ayuda
option-new-date = Otra fecha
option-look-for-new = SI
option-not-needed = No hace falta
option-call-me = Que me llame
option-all = Todas
option-did-go = Ya fuimos
option-three-way-1 = Otra vez
option-three-way-2 = Saltar
option-three-way-3 = Mandar mi texto
option-go-on-1 = Seguir
option-go-on-2 = Luego
option-go-on-3 = Prefiero hablar

## En papel
paper-how = Marque una casilla o escriba en la raya. Puede dejar sin contestar lo que guste. Entregue la hoja a { $coordinator }. ¿Preguntas? Llame al { $phone }.
paper-name = Contestado por
paper-day = Fecha
paper-only-if = Solo si en la { $number } marca: { $answer }
paper-if-it-fits = Solo si es su caso
