# state: drafted
# Lo que se puede proponer, y sus pasos. Nada vale hasta que la familia acepte.

plan-same-day = Llamar hoy
    .call-now = Llamar ahora a la familia
    .solve-today = Resolverlo hoy
    .look-again = Preguntar otra vez en esta semana

plan-call-family = Llamar a la familia
    .call = Escuchar qué les hace falta
    .pick-sector = Anotar de qué se trata

plan-medical-home = Un doctor principal
    .find-doctor = Buscar un doctor principal
    .first-visit = Ir a la primera cita

plan-referral = Una cita o examen con espera
    .send-referral = Mandar la referencia
    .was-reached = Preguntar si ya llamaron

plan-bundle = Todo en una sola cita
    .list-procedures = Hacer la lista de pruebas, vacunas y dientes
    .one-day = Ponerlos en una misma fecha

plan-share-summary = Un resumen para todos los doctores
    .write-summary = Escribir un resumen corto
    .check-summary = Revisar que diga lo correcto
    .send-to-all = Mandarlo a cada doctor

plan-dentist = Un dentista
    .find-dentist = Buscar uno que sepa de necesidades especiales
    .book = Hacer la cita

plan-refill = Que no falte medicina
    .call-pharmacy = Llamar a la farmacia
    .prior-authorization = Pedir permiso al seguro

plan-medicine-teaching = Ayuda para dar la medicina
    .pharmacist-call = Llamada sobre sabor, horas o sonda
    .medicine-form = Firmar la forma de la escuela

plan-teaching = Practicar el cuidado diario
    .practice = Practicar con personal de salud
    .practice-alone = Probarlo en casa

plan-therapy = Terapia que falta
    .referral = Mandar la referencia
    .waiting-list = Preguntar por la lista de espera
    .appeal = Apelar para tener horas

plan-development-check = Una consulta de desarrollo
    .check = Hacer la consulta
    .early-help = Llamar a ayuda temprana o a la escuela

plan-equipment = Equipo que sirva
    .call-supplier = Llamar al proveedor
    .prior-authorization = Pedir permiso al seguro
    .deliver = Entregarlo o repararlo

plan-home-nursing = Horas de ayuda en casa
    .call-agency = Llamar a la agencia
    .waiver-form = Llenar la forma del waiver

plan-respite = Un descanso
    .find-respite = Buscar quien releve a la familia
    .sign-form = Firmar la forma

plan-school-support = Apoyo escolar
    .contact-school = Llamar a la escuela o al distrito
    .meeting = Ir a la junta
    .plan = Escribir el plan escolar

plan-school-attendance = Faltas a la escuela
    .letter = Escribir una carta para la escuela
    .home-teaching = Dar clases en casa por un tiempo

plan-behavioral-health = Ayuda con nervios y conducta
    .referral = Mandar la referencia
    .crisis-plan = Escribir un plan para momentos graves

plan-recreation = Juego y amistades
    .find-program = Buscar un programa o campamento
    .try-it = Probarlo

plan-benefits = Beneficios
    .check = Ver qué puede recibir la familia
    .apply = Hacer la solicitud
    .renewal-date = Anotar la fecha para renovar

plan-utilities = Luz, agua, gas
    .medical-form = Firmar la forma para la luz
    .energy-aid = Pedir ayuda para pagar la luz

plan-work-leave = Trabajo y cuidado
    .leave-papers = Preparar los papeles del permiso
    .ask-work = Hablar en el trabajo

plan-food = Comida suficiente
    .food-near = Buscar comida cerca de casa
    .wic = Pedir WIC o estampillas

plan-formula = Comida especial
    .authorization = Escribir la receta
    .order = Mandar la comida

plan-home-fit = Una casa que sirva
    .what-is-wrong = Ver qué problemas tiene
    .letter = Escribir una carta para quien renta

plan-housing = Un lugar donde vivir
    .housing-office = Llamar a la oficina de vivienda
    .letter = Escribir una carta de necesidad

plan-rides = Transporte a las citas
    .book-ride = Pedir el transporte
    .ready = Esperar en la puerta

plan-special-seat = Un asiento seguro
    .measure = Medir para el asiento
    .ride-type = Anotar el tipo de transporte

plan-insurance = Seguro de salud
    .papers = Juntar los papeles
    .renew = Pedirlo o renovarlo
    .date = Anotar la fecha

plan-appeal = Apelar al seguro
    .read-letter = Leer la carta y la fecha
    .letter = Escribir por qué hace falta
    .send-appeal = Mandar la apelación

plan-letters = Cuentas y cartas
    .read-together = Leerlas con la familia

plan-interpreter = Un intérprete
    .request = Pedirlo para cada cita
    .translated-plan = Traducir el plan

plan-sibling-group = El resto de la familia
    .find-group = Buscar un grupo
    .link-child = Preguntar por la otra persona

plan-parent-match = Otra familia
    .ask-parent = Preguntar a otra familia
    .both-agree = Esperar a que las dos acepten

plan-caregiver-care = Cuidar a quien cuida
    .call = Llamar y escuchar
    .own-doctor = Ver a su propio doctor

plan-staff-calls = Llamadas que hacemos nosotros
    .list-calls = Hacer la lista de llamadas
    .take-calls = Hacer algunas de ellas

plan-emergency-sheet = Hoja de emergencia
    .write-sheet = Escribir la hoja
    .paper-copy = Dar una copia en papel

plan-power-plan = Plan para cortes de luz
    .utility-list = Entrar en la lista de la luz
    .battery = Conseguir una pila
    .storm-plan = Escribir un plan para tormentas

plan-backup-care = Otra persona que pueda cuidar
    .name-person = Elegir a una persona
    .consent-letter = Escribir una carta de permiso

plan-attend-together = No ir sin apoyo
    .attend = Ir con la familia
    .questions = Anotar sus preguntas

plan-legal = Ayuda legal
    .legal-aid = Llamar a ayuda legal
    .court-note = Avisar al equipo sobre la corte

plan-transition = Camino a doctores de adultos
    .alone-time = Un rato a solas con el doctor
    .checklist = Empezar la lista

plan-work-plan = Trabajo o estudio
    .goals = Poner metas en la escuela
    .services = Llamar a servicios de empleo

plan-decisions = Decisiones desde los 18
    .options = Explicar las opciones
    .talk = Hablarlo en casa
    .legal-aid = Llamar a ayuda legal

plan-book-visit = La siguiente cita
    .book = Hacer la cita
    .ride = Pedir el transporte
