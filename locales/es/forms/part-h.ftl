# state: drafted
# self: el hilo propio de la persona joven; a ella se le habla de "te".

form-part-h = Crecer
    .offer = Sobre la etapa de crecer.

form-part-h-gr1 =
    { $who ->
        [self] ¿Hablas a solas con el doctor en parte de la cita?
       *[other] ¿{ $child } habla a solas con el doctor en parte de la cita?
    }
    .why = Es buena forma de practicar.
    .again =
        { $who ->
            [self] ¿Tienes un rato a solas con el doctor?
           *[other] ¿{ $child } tiene un rato a solas con el doctor?
        }
    .choice-yes = SI
    .choice-some = un poco
    .accept-some = a veces, SI a veces, poco, un ratito
    .choice-no = NO

form-part-h-gr2 =
    { $who ->
        [self] ¿Tienes un plan para pasar a doctores de adultos?
       *[other] ¿Hay un plan para que { $child } pase a doctores de adultos?
    }
    .why = Con un plan, el cambio va mejor.
    .again = ¿Ya hay plan de doctores para adultos, o va en camino?
    .choice-yes = SI
    .choice-started = en camino
    .accept-started = apenas, apenas empezamos, empezamos, ya empezamos, empezado, en eso andamos, en eso estamos, lo estamos viendo, más o menos
    .choice-no = NO

form-part-h-gr3 =
    { $who ->
        [self] ¿Tienes un plan de trabajo, estudio o programa?
       *[other] ¿Hay un plan de trabajo, estudio o programa para { $child }?
    }
    .why = Un buen plan toma tiempo.
    .again = Al terminar la escuela, ¿hay un plan?
    .choice-yes = SI
    .choice-started = en camino
    .accept-started = apenas, apenas empezamos, empezamos, ya empezamos, empezado, en eso andamos, en eso estamos, lo estamos viendo, más o menos
    .choice-no = NO

form-part-h-gr4 =
    { $who ->
        [self] A los 18, ¿vas a querer ayuda para decidir?
       *[other] A los 18, ¿{ $child } va a necesitar ayuda para decidir?
    }
    .why = Hay ayuda que no quita derechos.
    .again =
        { $who ->
            [self] ¿Qué tanta ayuda para decidir vas a querer a los 18?
           *[other] ¿Qué tanta ayuda para decidir va a necesitar { $child } a los 18?
        }
    .choice-no = NO
    .choice-some = un poco
    .accept-some = poca, algo
    .choice-a-lot = mucha
    .accept-a-lot = para todo, en todo, toda, siempre
    .choice-not-sure = no sé
