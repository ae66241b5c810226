# state: drafted

form-part-d = Dinero, comida y casa
    .offer = Sobre el dinero, la comida y la casa.

form-part-d-mo1 = ¿Le alcanza el dinero del mes para lo necesario?
    .why = Puede haber ayuda para su familia.
    .again = ¿Puede pagar cada mes la renta, la comida y lo necesario?
    .choice-yes = SI
    .choice-sometimes-not = a veces no
    .accept-sometimes-not = a veces, no siempre
    .choice-often-not = muchas veces no
    .accept-often-not = NO, nunca, casi nunca, no alcanza

form-part-d-mo2 = ¿Le cortaron, o le van a cortar, luz, agua, gas o teléfono?
    .why = Conocemos programas que ayudan.
    .again = ¿Le falta luz, agua, gas o teléfono, o le puede faltar?

form-part-d-mo3 = ¿Alguien trabaja menos para cuidar a { $child }?
    .why = Puede haber permisos pagados u otra ayuda.
    .again = ¿Alguien en casa tiene menos horas de trabajo por cuidar a { $child }?

form-part-d-mo4 = ¿Qué ayuda tiene, o espera? Puede mandar varias, como 1,3.
    .aloud = ¿Qué ayuda tiene, o espera?
    .why = Para ver qué le falta.
    .again = ¿Qué ayuda ya tiene, o espera? Puede mandar varias, como 1,3.
    .choice-medicaid = Medicaid
    .choice-ssi = SSI
    .choice-waiver = waiver
    .choice-wic = WIC
    .choice-food-aid = estampillas
    .choice-not-sure = no sé
    .choice-none = ninguna

form-part-d-fo1 = ¿Siempre hay suficiente comida en casa?
    .why = A muchas familias a veces les falta comida.
    .again = ¿Tienen bastante para comer en casa?
    .choice-yes = SI
    .accept-yes = siempre, suficiente
    .choice-not-always = no siempre
    .accept-not-always = a veces, a veces no
    .choice-often-not = muchas veces no
    .accept-often-not = casi nunca, no alcanza
    .choice-not-today = hoy no
    .accept-not-today = hoy no hay, hoy no hay nada, no hay comida hoy

form-part-d-fo2 = ¿Le cuesta conseguir la comida o leche especial de { $child }?
    .why = Podemos ayudar con pedidos y papeles.
    .again = ¿Es un problema conseguir la comida o leche que { $child } necesita?

form-part-d-ho1 = ¿Su casa es segura y buena para { $child }?
    .why = Escaleras, moho o poco espacio pueden dar problemas.
    .again = ¿Su casa sirve bien para cuidar a { $child }?
    .choice-yes = SI
    .choice-some-problems = tiene problemas
    .choice-no = NO

form-part-d-ho2 = ¿Le preocupa quedarse sin un lugar donde vivir?
    .why = Hay ayuda para encontrar o conservar su casa.
    .again = ¿Puede perder el lugar donde vive?
