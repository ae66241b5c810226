# state: drafted

form-part-f = Familia y usted

form-part-f-fa0 = Sobre usted: solo el equipo lo ve.

form-part-f-fa1 = ¿Cuida usted a otra persona que necesite ayuda?
    .why = Pensamos en toda la familia.
    .again = ¿Hay alguien, aparte de { $child }, que usted cuide y necesite ayuda?

form-part-f-fa1w = ¿Quién es y qué necesita? Escriba o mande un audio.
    .aloud = ¿Quién es y qué necesita?
    .why = Para buscar la ayuda correcta.
    .again = ¿A quién cuida, y qué le hace falta?

form-part-f-fa2 = En una mala noche, ¿tiene a quién llamar?
    .why = Nadie debe pasar por esto sin apoyo.
    .again = ¿Hay alguien que le ayude de noche si hace falta?
    .choice-yes = SI
    .choice-maybe = tal vez
    .choice-no = NO

form-part-f-fa3 = ¿Quiere hablar con otra familia como la suya?
    .why = Otras familias dan muy buen apoyo.
    .again = ¿Le buscamos a alguien que viva algo parecido?
    .choice-yes = SI
    .choice-later = luego
    .choice-no = NO
    .choice-help-someone = yo puedo ayudar

form-part-f-cg1 = ¿Qué tal se siente en estos momentos?
    .why = Su salud también importa.
    .again = ¿Qué respuesta se acerca a lo que siente?
    .choice-all-right = bien
    .accept-all-right = muy bien, estoy bien, todo bien, ok, regular
    .choice-tired = con cansancio
    .accept-tired = cansada, cansado, estoy cansada, estoy cansado
    .choice-worn-out = sin fuerzas
    .accept-worn-out = agotada, agotado, estoy agotada, estoy agotado, mal, rendida, rendido
    .choice-limit = ya no puedo
    .accept-limit = no puedo más, ya no aguanto, ya no puedo más, al límite, en mi límite

form-part-f-cg2 = ¿Duerme lo suficiente?
    .why = Dormir poco afecta la salud.
    .again = ¿Descansa bien casi todas las noches?
    .choice-mostly = casi siempre
    .accept-mostly = SI, siempre
    .choice-sometimes = a veces
    .choice-rarely = casi nunca
    .accept-rarely = NO, nunca, casi no, poco

form-part-f-cg3 = ¿Qué tantas horas por semana le toman llamadas, papeles y citas?
    .why = Parte de ese trabajo puede ser nuestro.
    .again = Piense en una semana normal y mande solo las horas, como 4.

form-part-f-re2 = ¿Tiene tiempo solo para usted?
    .why = Descansar le ayuda a seguir.
    .again = ¿Puede descansar o hacer algo que le guste?
    .choice-yes = SI
    .choice-a-little = un poco
    .choice-no = NO
