# state: drafted

form-checkin = Una pregunta para saber de ustedes

form-checkin-ci1 = ¿Qué tanta confianza tiene en que esta semana vaya bien en casa? Mande de 0 a 10.
    .aloud = ¿Qué tanta confianza tiene en que esta semana vaya bien en casa? De 0 a 10.
    .why = Si es poco, ayudamos pronto.
    .again = 0 es nada de confianza, 10 es toda. Mande la cifra.

form-checkin-ci2 = ¿Qué le ayuda mejor ahora?
    .why = Para hacer eso primero.
    .again = Elija una, o escriba qué le ayuda.
    .choice-call = una llamada
    .choice-visit = una visita
    .choice-supplies = material
    .choice-rest = descanso
    .other = otra cosa

form-checkin-ci3 = ¿Hay cambios? Puede mandar varias, como 1,3.
    .aloud = ¿Hay cambios?
    .why = Si algo cambia, el plan puede cambiar.
    .again = ¿Qué hay de nuevo? Puede mandar varias, como 1,3.
    .choice-medicine = medicina
    .choice-hospital = hospital
    .accept-hospital = urgencias, emergencias, emergencia
    .choice-moved = mudanza
    .accept-moved = nos mudamos, nos cambiamos de casa, nueva casa
    .choice-school = escuela
    .choice-insurance = seguro
    .choice-none = sin cambios
    .accept-none = NO, nada, ninguno, todo igual, nada nuevo, nada ha cambiado, igual
