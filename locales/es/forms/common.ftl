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
