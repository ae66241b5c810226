# state: drafted
# SI and NO in capitals: the accepted form without an accent, so that a text stays in GSM-7.

form-yes = SI
form-no = NO
form-other = otra cosa
form-skip = 0 saltar
form-skip-word = SALTAR para pasar
form-sorry = Disculpe, no pude entender.
form-why = Nos ayuda a darle mejor apoyo.
form-read-back = ¿Quiere decir { $value }? 1 SI 2 NO
form-three-way = Disculpe, sigo sin entender. 1 probar otra vez 2 saltar 3 mandar mi mensaje a { $coordinator }
form-which-other = ¿Qué es? Escriba con sus palabras.
form-position = { $number } de { $of }
form-offer =
    { $count ->
        [one] Una pregunta, un minuto.
       *[other] { $count } preguntas, { $minutes ->
            [one] un minuto
           *[other] unos { $minutes } minutos
        }.
    } 1 seguir 2 luego 3 prefiero hablar
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
