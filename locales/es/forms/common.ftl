# state: drafted
# SI and NO in capitals: the accepted form without an accent, so that a text stays in GSM-7.

form-yes = SI
form-no = NO
form-other = otra cosa
form-skip = 0 saltar
form-skip-word = SALTAR para pasar
form-sorry = Disculpe, no pude entender.
form-not-sure = No se preocupe.
form-why = Nos ayuda a darle mejor apoyo.
form-read-back = ¿Quiere decir { $value }? 1 SI 2 NO
form-three-way = Disculpe, sigo sin entender. 1 probar otra vez 2 saltar 3 mandar mi mensaje a { $coordinator }
form-which-other = Por favor escriba su respuesta con sus palabras.
form-position = { $number } de { $of }
form-offer =
    { $count ->
        [one] Una pregunta, un minuto.
       *[other] { $count } preguntas, { $minutes ->
            [one] un minuto
           *[other] unos { $minutes } minutos
        }.
    } 1 seguir 2 luego 3 prefiero hablar
form-offer-private =
    ¿Puede ver su teléfono a solas? { $count ->
        [one] Una pregunta
       *[other] { $count } preguntas
    } sobre usted; solo el equipo las ve. 1 seguir 2 luego 3 prefiero llamada
form-limits = De { $low } a { $high }.
form-at-least = Desde { $low }.
form-at-most = Hasta { $high }.

form-most-options = Elija { $count } o menos.
form-fewest-options = Elija { $count } por lo menos.
form-decimals =
    { $count ->
        [0] Sin decimales.
        [one] Con un decimal o ninguno.
       *[other] Con { $count } decimales o menos.
    }
form-longest = Hasta { $count } letras.
form-length = { $count } letras.
form-shortest = Por lo menos { $count } letras.
form-like = De esta forma: { $format }
form-time-example = Por ejemplo 3:30 pm.
form-date-example = Por ejemplo 5 de marzo de 2026.
form-file = Por favor mande una foto, un audio o un archivo.
form-file-size = Hasta { $megabytes } MB.
form-files =
    { $count ->
        [one] un archivo
       *[other] { $count } archivos
    }

form-more = ¿Hay otro?
form-more-of = { $what }: ¿hay otro?
form-about = { $what }: { $text }
form-keep = 1 dejar: { $value } 2 cambiar
form-keep-word = dejar
form-change-word = cambiar
form-next-page = ver otras
form-which-unit = ¿En qué unidad?
# Así llama la gente a las unidades; la clave es su código en UCUM.
form-unit-kg = kilo, kilos, kilogramo, kilogramos
form-unit-g = gramo, gramos
form-unit-lbav = lb, lbs, libra, libras
form-unit-ozav = oz, onza, onzas
form-unit-cm = cms, centímetro, centímetros
form-unit-m = metro, metros
form-unit-ini = in, pulgada, pulgadas
form-unit-fti = ft, pie, pies
form-unit-cel = celsius, c, centígrados
form-unit-degf = fahrenheit, f
form-what-time = ¿A qué hora?

form-month-1 = enero
form-month-2 = febrero
form-month-3 = marzo
form-month-4 = abril
form-month-5 = mayo
form-month-6 = junio
form-month-7 = julio
form-month-8 = agosto
form-month-9 = septiembre
form-month-10 = octubre
form-month-11 = noviembre
form-month-12 = diciembre
form-day = { $day } de { $month } de { $year }
form-month-year = { $month } de { $year }

## Ayuda con lo que se dijo, una vez al final de cada parte
form-help-offer = ¿Con qué quiere ayuda?
    .why = Solo ayudamos si usted quiere.
    .again = De lo que dijo, mande las cifras de lo que quiere.
    .choice-0 = nada ahora
    .accept-0 = 0, nada, ninguna, NO, ahora no
    .choice-have-help = ya hay ayuda
    .accept-have-help = h, ya tengo, ya tengo ayuda, tenemos ayuda, ya tenemos ayuda
form-help-who = Qué bueno. ¿Quién le ayuda? Escriba un nombre o lugar.
    .aloud = ¿Quién le ayuda?
    .why = Para trabajar en equipo.
    .again = Escriba quién le ayuda ahora, o mande SALTAR.
form-help-for = ¿Quiere ayuda con { $need }?
    .why = Solo ayudamos si usted quiere.
    .again = ¿Quiere ayuda con eso?
    .choice-yes = SI
    .choice-not-now = por ahora no
    .choice-have-help = ya hay ayuda

## Nombres cortos de lo que hace falta: hasta siete van en un texto.
topic-hl1 = doctor principal
topic-hl2 = la espera
topic-hl3 = sus doctores
topic-hl4 = dentista
topic-md2 = conseguir medicina
topic-md4 = dar medicina
topic-th2 = terapia
topic-th3 = desarrollo
topic-eq1 = equipo
topic-hc1 = cuidado en casa
topic-hc2 = descanso
topic-ed1 = lugar de estudio
topic-ed2 = apoyo escolar
topic-bh1 = conducta
topic-re1 = juego y amistades
topic-mo1 = dinero
topic-mo2 = luz o agua
topic-mo3 = trabajo
topic-fo1 = comida
topic-fo2 = comida especial
topic-ho1 = su casa
topic-ho2 = lugar donde vivir
topic-tr1 = transporte
topic-tr2 = asiento especial
topic-in1 = seguro
topic-in2 = el NO del seguro
topic-in3 = cuentas y cartas
topic-cu1 = idioma
topic-fa1 = otra persona
topic-fa2 = malas noches
topic-cg1 = lo que siente
topic-cg2 = dormir
topic-re2 = tiempo para usted
topic-em1 = hoja de urgencia
topic-em3 = cortes de luz
topic-em4 = otro cuidador
topic-sk1 = cuidado diario
topic-sk2 = apoyo en citas
topic-sk3 = papeles legales
topic-gr1 = hablar a solas
topic-gr2 = doctores de adultos
topic-gr3 = plan de trabajo
topic-gr4 = decisiones
