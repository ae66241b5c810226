# state: drafted

form-prefs = Su forma de trabajar con nosotros
    .offer = Sobre su forma de trabajar con nosotros.

form-prefs-pr1 = En llamadas y citas, ¿quiere intérprete?
    .why = Para que usted y el equipo se entiendan bien.
    .again = ¿Quiere que alguien le traduzca en llamadas y citas?

form-prefs-pr1l = ¿Para qué idioma?
    .why = Para pedir a quien hable su idioma.
    .again = ¿Qué idioma prefiere usted en las citas?

form-prefs-pr2 = ¿A qué hora prefiere nuestros textos?
    .why = Para escribirle cuando tenga tiempo.
    .again = ¿Qué horario le queda mejor para leernos?
    .choice-morning = por la mañana
    .choice-midday = a la hora de comer
    .choice-evening = por la tarde
    .choice-changes = cambia

form-prefs-pr3 = ¿Hay momentos en que nunca debemos escribirle? Por ejemplo: sueño, trabajo, iglesia.
    .why = Queremos respetar su tiempo.
    .again = Escriba los momentos en que no quiere textos, como "domingos". O mande SALTAR.

form-prefs-pr4 = ¿Este teléfono es solo suyo?
    .why = Si otros lo ven, escribimos menos.
    .again = ¿Quién usa este teléfono?
    .choice-mine = solo yo
    .accept-mine = SI, es solo mío, solo mío, mío, nomás yo
    .choice-shared = lo comparte la familia
    .accept-shared = NO, es de la familia, lo compartimos, de todos
    .choice-not-say = prefiero no decir

form-prefs-pr5 = Otros pueden ver sus textos. ¿Qué podemos poner?
    .why = Usted decide qué tan privados son.
    .again = ¿Qué tanto podemos escribir? Elija 1, 2 o 3.
    .choice-time-place = fecha, hora y lugar
    .choice-clinic = también el doctor
    .choice-health = también datos de salud

form-prefs-pr6 = ¿De qué manera prefiere responder?
    .why = Queremos que le sea sencillo.
    .again = ¿Qué forma de responder le resulta mejor?
    .choice-text = texto
    .choice-voice = mensaje de voz
    .choice-call = llamada
    .choice-paper = en persona o en papel

form-prefs-pr7 = ¿Quiere el plan en papel?
    .why = Hay familias que quieren guardar una copia.
    .again = ¿De qué manera le damos una copia del plan en papel?
    .choice-mail = por correo
    .choice-clinic = en la cita
    .choice-no = NO

form-prefs-pr8 = ¿Qué otra persona cuida a { $child } y puede ver el plan? Mande nombre y parentesco.
    .aloud = ¿Qué otra persona cuida a { $child } y puede ver el plan? ¿Cómo se llama y qué parentesco tiene?
    .why = Solo compartimos el plan si usted lo permite.
    .again = Mande cada nombre, por ejemplo: Ana, abuela. Si no hay nadie, mande SALTAR.
