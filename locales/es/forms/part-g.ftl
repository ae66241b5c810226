# state: drafted

form-part-g = Listos para emergencias
    .offer = Para estar listos en una emergencia.

form-part-g-em1 = Para { $child }, ¿hay una hoja que diga qué hacer en una emergencia?
    .why = Otros la pueden leer si usted falta.
    .again = ¿Tiene un papel que diga qué hacer si { $child } se pone grave?
    .choice-yes = SI
    .choice-old = SI, pero vieja
    .accept-old = ya es vieja, es vieja, es viejo, no es reciente, vieja, viejita, viejo, viejito, antigua, no es actual
    .choice-no = NO

form-part-g-em2 = ¿En qué lugar la guarda?
    .why = Se lo recordamos en una emergencia.
    .again = ¿En qué lugar se encuentra esa hoja?
    .choice-fridge = refrigerador
    .accept-fridge = refri, el refri, en el refri, nevera, heladera
    .choice-bag = bolsa o silla
    .accept-bag = bolsa, mochila, pañalera, cartera, bolso, silla, silla de ruedas
    .choice-phone = teléfono
    .accept-phone = celular, cel, mi celular, mi cel, en el celular, en el cel
    .choice-not-sure = no sé

form-part-g-em3 = ¿{ $child } necesita luz o un aparato para no correr peligro?
    .why = Para hacer un plan por si se va la luz.
    .again = Si se va la luz, ¿{ $child } corre peligro?

form-part-g-em4 = Si usted se enferma, ¿quién cuida a { $child }? Mande el nombre.
    .aloud = Si usted se enferma, ¿quién cuida a { $child }?
    .why = Para tener un plan listo.
    .again = ¿Quién puede cuidar a { $child } si usted no puede?
    .choice-no-one = nadie
    .accept-no-one = no hay nadie, no tengo a nadie, no tengo quien, no hay quien, nadie más, nadie mas que yo, solo yo, yo sola, yo solo, nomás yo, nada más yo
    .other = otra persona

form-part-g-em5 = ¿Qué debe saber primero quien ayude a { $child }? Una o dos frases.
    .why = Va en la hoja de emergencia.
    .again = En pocas palabras, ¿qué debe saber quien ayude a { $child }?

form-part-g-sk1 = ¿Qué tanta confianza siente al cuidar a { $child }?
    .why = El equipo puede practicar con usted.
    .again = Para cuidar a { $child }, ¿siente mucha, bastante o poca confianza?
    .choice-sure = mucha
    .accept-sure = SI, mucha confianza, muchísima, segura, seguro, muy segura, muy seguro, muy bien, toda, 100%
    .choice-mostly = bastante
    .accept-mostly = casi siempre, más o menos, regular, ok, bien, me siento bien, bastante segura, bastante seguro
    .choice-not-sure = poca
    .accept-not-sure = NO, no mucha, ninguna, poquita, muy poca, casi nada, nada, no muy segura, no muy seguro

form-part-g-sk2 = ¿Quiere que alguien le acompañe a una junta o cita?
    .why = No tiene que ir sin apoyo.
    .again = ¿Le ayuda si alguien va con usted a una junta o cita?

form-part-g-sk2w = ¿A qué junta o cita? Mande la fecha si la sabe.
    .aloud = ¿A qué junta o cita? ¿Sabe la fecha?
    .why = Para ver quién puede ir.
    .again = ¿Qué junta o cita es?

form-part-g-sk3 = ¿Necesita ayuda con papeles legales de { $child }?
    .why = Conocemos a quien puede ayudar.
    .again = ¿Hay un papel legal o de la corte con que necesite ayuda?
