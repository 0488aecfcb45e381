<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source> by {source}</source>
        <translation> por {source}</translation>
    </message>
    <message>
        <source> on {route}</source>
        <translation> en {route}</translation>
    </message>
    <message>
        <source> or </source>
        <translation> o </translation>
    </message>
    <message>
        <source> since {clock}</source>
        <translation> desde {clock}</translation>
    </message>
    <message>
        <source> · over</source>
        <translation> · vencido</translation>
    </message>
    <message>
        <source> · own van</source>
        <translation>  · furgón propio</translation>
    </message>
    <message>
        <source> · revoked</source>
        <translation> · revocado</translation>
    </message>
    <message>
        <source> · {late} late</source>
        <translation> · {late} tarde</translation>
    </message>
    <message>
        <source> · {left_out} left out</source>
        <translation> · {left_out} fuera</translation>
    </message>
    <message>
        <source> · {news} new</source>
        <translation> · {news} nuevos</translation>
    </message>
    <message>
        <source>! red: late, with the window it misses · ? problem at the door · lock: keeps its place</source>
        <translation>! roja: tarde, con la ventana que no alcanza · ? problema en la puerta · candado: mantiene su lugar</translation>
    </message>
    <message>
        <source>, after a fee of {money}</source>
        <translation>, menos un cargo de {money}</translation>
    </message>
    <message>
        <source>, chosen</source>
        <translation>, elegido</translation>
    </message>
    <message>
        <source>, no fee</source>
        <translation>, sin cargo</translation>
    </message>
    <message>
        <source>, promised {window}</source>
        <translation>, prometida {window}</translation>
    </message>
    <message>
        <source>, received {duration} later</source>
        <translation>, recibido {duration} después</translation>
    </message>
    <message>
        <source>, worth {money}</source>
        <translation>, valor {money}</translation>
    </message>
    <message>
        <source>1 route</source>
        <translation>1 ruta</translation>
    </message>
    <message>
        <source>1 text goes out</source>
        <translation>sale 1 mensaje</translation>
    </message>
    <message>
        <source>1 update</source>
        <translation>1 cambio</translation>
    </message>
    <message>
        <source>1 update waits</source>
        <translation>1 cambio espera</translation>
    </message>
    <message>
        <source>A delivery nobody has planned</source>
        <translation>Entrega sin planificar</translation>
    </message>
    <message>
        <source>A failed collection nobody has decided on</source>
        <translation>Retiro fallido sin decisión</translation>
    </message>
    <message>
        <source>A failed delivery nobody has decided on</source>
        <translation>Entrega fallida sin decisión</translation>
    </message>
    <message>
        <source>A neighbour has it…</source>
        <translation>Lo tiene un vecino…</translation>
    </message>
    <message>
        <source>A plan was found that cannot be offered: {reason}</source>
        <translation>Se encontró un plan que no se puede ofrecer: {reason}</translation>
    </message>
    <message>
        <source>A return nobody has planned</source>
        <translation>Devolución sin planificar</translation>
    </message>
    <message>
        <source>ALARM: by OR-Tools, {wrong} cannot be driven as this plan says. Nothing was changed; please report this.</source>
        <translation>ALARMA: según OR-Tools, {wrong} no se puede recorrer como dice este plan. No se cambió nada; por favor informe esto.</translation>
    </message>
    <message>
        <source>About this door…</source>
        <translation>Sobre esta puerta…</translation>
    </message>
    <message>
        <source>Again (F5)</source>
        <translation>Otra vez (F5)</translation>
    </message>
    <message>
        <source>Agreed, or closed within a day; here it can be taken back</source>
        <translation>Acordado, o cerrado hace menos de un día; aquí se puede deshacer</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alertas</translation>
    </message>
    <message>
        <source>Alerts · {alerts}</source>
        <translation>Alertas · {alerts}</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>All (Shift+G)</source>
        <translation>Todos (Shift+G)</translation>
    </message>
    <message>
        <source>All of them are so already: {words}.</source>
        <translation>Todas ya están así: {words}.</translation>
    </message>
    <message>
        <source>All of them have ended</source>
        <translation>Todos han terminado</translation>
    </message>
    <message>
        <source>All quiet. Late stops, silent drivers and open answers appear here.</source>
        <translation>Todo tranquilo. Aquí aparecen atrasos, conductores sin señal y respuestas pendientes.</translation>
    </message>
    <message>
        <source>All routes: {hint}</source>
        <translation>Todas las rutas: {hint}</translation>
    </message>
    <message>
        <source>All to another day</source>
        <translation>Todos a otro día</translation>
    </message>
    <message>
        <source>All to {day}</source>
        <translation>Todos al {day}</translation>
    </message>
    <message>
        <source>Another attempt</source>
        <translation>Otro intento</translation>
    </message>
    <message>
        <source>Another try, by its own van or by a route</source>
        <translation>Otro intento, por su furgón o por una ruta</translation>
    </message>
    <message>
        <source>Answer whoever waits longest</source>
        <translation>Responder a quien más espera</translation>
    </message>
    <message>
        <source>Answer {row_name}: understood</source>
        <translation>Responder a {row_name}: entendido</translation>
    </message>
    <message>
        <source>Answer “Understood” (Shift+N)</source>
        <translation>Responder «Entendido» (Shift+N)</translation>
    </message>
    <message>
        <source>Ask the driver to wait {LONG_MIN} minutes (Shift+W)</source>
        <translation>Pedir al conductor que espere {LONG_MIN} minutos (Shift+W)</translation>
    </message>
    <message>
        <source>Ask the driver to wait {SHORT_MIN} minutes (W)</source>
        <translation>Pedir al conductor que espere {SHORT_MIN} minutos (W)</translation>
    </message>
    <message>
        <source>Ask {whom_to_ask} {to_do}.</source>
        <translation>Pídaselo a {whom_to_ask} {to_do}.</translation>
    </message>
    <message>
        <source>At our counter</source>
        <translation>En nuestro mesón</translation>
    </message>
    <message>
        <source>At our counter, {from_}</source>
        <translation>En nuestro mesón, {from_}</translation>
    </message>
    <message>
        <source>At risk</source>
        <translation>En riesgo</translation>
    </message>
    <message>
        <source>At stake</source>
        <translation>En juego</translation>
    </message>
    <message>
        <source>At the door</source>
        <translation>En la puerta</translation>
    </message>
    <message>
        <source>At {point_words}</source>
        <translation>En {point_words}</translation>
    </message>
    <message>
        <source>At {point_words}, {route} {day}</source>
        <translation>En {point_words}, {route} {day}</translation>
    </message>
    <message>
        <source>Attempted {facts}</source>
        <translation>Intentado {facts}</translation>
    </message>
    <message>
        <source>Back to the queue</source>
        <translation>Volver a la cola</translation>
    </message>
    <message>
        <source>Back {clock_on}, shift ends {clock_on_2}</source>
        <translation>Vuelve {clock_on}, turno hasta {clock_on_2}</translation>
    </message>
    <message>
        <source>Back, or close what is open</source>
        <translation>Volver, o cerrar lo que está abierto</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Mejor</translation>
    </message>
    <message>
        <source>Best route</source>
        <translation>Mejor ruta</translation>
    </message>
    <message>
        <source>Best route for each</source>
        <translation>Mejor ruta para cada uno</translation>
    </message>
    <message>
        <source>Best van</source>
        <translation>Mejor furgón</translation>
    </message>
    <message>
        <source>Best: {recommended}</source>
        <translation>Mejor: {recommended}</translation>
    </message>
    <message>
        <source>Better sequence</source>
        <translation>Mejor orden</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Ambos</translation>
    </message>
    <message>
        <source>Breaks {promise}</source>
        <translation>Incumple {promise}</translation>
    </message>
    <message>
        <source>Cancel an order</source>
        <translation>Anular un pedido</translation>
    </message>
    <message>
        <source>Cancel order</source>
        <translation>Anular pedido</translation>
    </message>
    <message>
        <source>Cancel orders</source>
        <translation>Anular pedidos</translation>
    </message>
    <message>
        <source>Cannot go on since {since}: {reason}</source>
        <translation>No puede seguir desde {since}: {reason}</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Caso</translation>
    </message>
    <message>
        <source>Cases the decision is for</source>
        <translation>Casos a los que vale la decisión</translation>
    </message>
    <message>
        <source>Cases without a decision; their goods are worth {money}.</source>
        <translation>Casos sin decisión; sus productos valen {money}.</translation>
    </message>
    <message>
        <source>Changed meanwhile, so not taken: {stale}</source>
        <translation>Cambió entretanto, así que no se tomó: {stale}</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Cambios</translation>
    </message>
    <message>
        <source>Changes were sent and neither accepted nor declined.</source>
        <translation>Se enviaron cambios; no los aceptó ni los rechazó.</translation>
    </message>
    <message>
        <source>Changes, newest first</source>
        <translation>Cambios, el más nuevo primero</translation>
    </message>
    <message>
        <source>Cheapest</source>
        <translation>Más barato</translation>
    </message>
    <message>
        <source>Choose a case in the queue, or a route or a stop on the board or the map.</source>
        <translation>Elija un caso en la cola, o una ruta o parada en el tablero o el mapa.</translation>
    </message>
    <message>
        <source>Choose a route or a van first: which one should be followed?</source>
        <translation>Elija primero una ruta o un furgón: ¿cuál seguir?</translation>
    </message>
    <message>
        <source>Clear the search or choose To decide.</source>
        <translation>Borre la búsqueda o elija Por decidir.</translation>
    </message>
    <message>
        <source>Clock of the depot</source>
        <translation>Reloj del depósito</translation>
    </message>
    <message>
        <source>Close a route for changes</source>
        <translation>Cerrar una ruta a cambios</translation>
    </message>
    <message>
        <source>Close it: the shop refuses</source>
        <translation>Cerrarlo: la tienda se niega</translation>
    </message>
    <message>
        <source>Collect</source>
        <translation>Retirar</translation>
    </message>
    <message>
        <source>Collect (G)</source>
        <translation>Retirar (G)</translation>
    </message>
    <message>
        <source>Collect containers</source>
        <translation>Retirar envases</translation>
    </message>
    <message>
        <source>Collect return</source>
        <translation>Retirar devolución</translation>
    </message>
    <message>
        <source>Collect what a van passes anyway: the first</source>
        <translation>Retirar lo que un furgón pasa igual: el primero</translation>
    </message>
    <message>
        <source>Collect what vans pass anyway: all</source>
        <translation>Retirar lo que los furgones pasan igual: todos</translation>
    </message>
    <message>
        <source>Collected</source>
        <translation>Retirado</translation>
    </message>
    <message>
        <source>Collection failed</source>
        <translation>Retiro fallido</translation>
    </message>
    <message>
        <source>Collection rounds</source>
        <translation>Rondas de retiro</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Comando</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Línea de comandos</translation>
    </message>
    <message>
        <source>Connect a phone…</source>
        <translation>Conectar un teléfono…</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Conectando</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>Envases</translation>
    </message>
    <message>
        <source>Containers nobody has planned</source>
        <translation>Envases sin planificar</translation>
    </message>
    <message>
        <source>Containers to collect</source>
        <translation>Envases por retirar</translation>
    </message>
    <message>
        <source>Copy customer&apos;s link</source>
        <translation>Copiar enlace del cliente</translation>
    </message>
    <message>
        <source>Copy the customer&apos;s number</source>
        <translation>Copiar el número del cliente</translation>
    </message>
    <message>
        <source>Copy the number</source>
        <translation>Copiar el número</translation>
    </message>
    <message>
        <source>Copy the number {phone}</source>
        <translation>Copiar el número {phone}</translation>
    </message>
    <message>
        <source>Copy the rows of the table as CSV</source>
        <translation>Copiar las filas de la tabla como CSV</translation>
    </message>
    <message>
        <source>Copy the rows of the table as text</source>
        <translation>Copiar las filas de la tabla como texto</translation>
    </message>
    <message>
        <source>Copy {phone}</source>
        <translation>Copiar {phone}</translation>
    </message>
    <message>
        <source>Ctrl+wheel zooms, Shift+wheel scrolls in time, arrows walk the stops, Alt+arrows move one</source>
        <translation>Ctrl+rueda acerca, Shift+rueda corre el tiempo, las flechas recorren paradas, Alt+flechas mueven una</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Customer has fetched it</source>
        <translation>El cliente lo retiró</translation>
    </message>
    <message>
        <source>Customer has it</source>
        <translation>Lo tiene el cliente</translation>
    </message>
    <message>
        <source>Customer says…</source>
        <translation>El cliente dice…</translation>
    </message>
    <message>
        <source>Customer&apos;s link</source>
        <translation>Enlace del cliente</translation>
    </message>
    <message>
        <source>Customer, {at}: {choice_words}</source>
        <translation>Cliente, {at}: {choice_words}</translation>
    </message>
    <message>
        <source>Customer’s links</source>
        <translation>Enlaces del cliente</translation>
    </message>
    <message>
        <source>D square: delivery · R diamond ends: return · C round: containers</source>
        <translation>D cuadrado: entrega · R puntas: devolución · C círculo: envases</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>Oscuro o claro</translation>
    </message>
    <message>
        <source>Dark or light colours</source>
        <translation>Colores oscuros o claros</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Día</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Decididos</translation>
    </message>
    <message>
        <source>Decided, not yet agreed by the driver, the shop or a partner</source>
        <translation>Decidido; falta el acuerdo del conductor, la tienda o un socio</translation>
    </message>
    <message>
        <source>Deliver</source>
        <translation>Entregar</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Entregado</translation>
    </message>
    <message>
        <source>Delivered {visits} times {metres} m {wind} of the pin: move the pin there? (Shift+L)</source>
        <translation>Entregado {visits} veces {metres} m {wind} del pin: ¿mover el pin ahí? (Shift+L)</translation>
    </message>
    <message>
        <source>Delivery failed</source>
        <translation>Entrega fallida</translation>
    </message>
    <message>
        <source>Delivery without a route</source>
        <translation>Entrega sin ruta</translation>
    </message>
    <message>
        <source>Depot</source>
        <translation>Depósito</translation>
    </message>
    <message>
        <source>Depot {depot_name}</source>
        <translation>Depósito {depot_name}</translation>
    </message>
    <message>
        <source>Details of the case</source>
        <translation>Detalles del caso</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Hacerlo</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hechas</translation>
    </message>
    <message>
        <source>Done again</source>
        <translation>Hecho otra vez</translation>
    </message>
    <message>
        <source>Drive as this driver…</source>
        <translation>Conducir como este conductor…</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>Conductor</translation>
    </message>
    <message>
        <source>Driver at the door: fail it</source>
        <translation>Conductor en la puerta: darlo por fallido</translation>
    </message>
    <message>
        <source>Driver at the door: try this</source>
        <translation>Conductor en la puerta: probar algo</translation>
    </message>
    <message>
        <source>Driver at the door: wait</source>
        <translation>Conductor en la puerta: esperar</translation>
    </message>
    <message>
        <source>Driver at the door: wait longer</source>
        <translation>Conductor en la puerta: esperar más</translation>
    </message>
    <message>
        <source>Drivers</source>
        <translation>Conductores</translation>
    </message>
    <message>
        <source>Drivers and vans</source>
        <translation>Conductores y furgones</translation>
    </message>
    <message>
        <source>Drivers at a door</source>
        <translation>Conductores en una puerta</translation>
    </message>
    <message>
        <source>Drivers know everything. Changes gather here before they are sent.</source>
        <translation>Los conductores saben todo. Aquí se juntan los cambios antes de enviarse.</translation>
    </message>
    <message>
        <source>Drivers live</source>
        <translation>Conductores en línea</translation>
    </message>
    <message>
        <source>Drivers on the road whose position is younger than two minutes.</source>
        <translation>Conductores en la calle cuya posición tiene menos de dos minutos.</translation>
    </message>
    <message>
        <source>Drivers who wrote</source>
        <translation>Conductores que escribieron</translation>
    </message>
    <message>
        <source>Drop a file of orders here (Ctrl+I), then plan a day (Ctrl+D).</source>
        <translation>Suelte aquí un archivo de pedidos (Ctrl+I); luego planifique un día (Ctrl+D).</translation>
    </message>
    <message>
        <source>Drop it on a route, a stop or a driver.</source>
        <translation>Suéltelo en una ruta, una parada o un conductor.</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Plazo</translation>
    </message>
    <message>
        <source>Earlier attempts</source>
        <translation>Intentos anteriores</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <source>End the attempt now (F)</source>
        <translation>Terminar el intento ahora (F)</translation>
    </message>
    <message>
        <source>End the search and keep what was found</source>
        <translation>Terminar la búsqueda y quedarse con lo encontrado</translation>
    </message>
    <message>
        <source>Enter does it · Tab completes · Esc closes</source>
        <translation>Enter lo hace · Tab completa · Esc cierra</translation>
    </message>
    <message>
        <source>Enter keeps the note for your colleagues; N jumps here</source>
        <translation>Enter guarda la nota para sus colegas; N salta aquí</translation>
    </message>
    <message>
        <source>Enter what the customer says on the telephone</source>
        <translation>Anotar lo que el cliente dice por teléfono</translation>
    </message>
    <message>
        <source>Enter, or a double click, undoes or does again until that change is the last one. Each step is a new change that everybody sees.</source>
        <translation>Enter, o doble clic, deshace o rehace hasta que ese cambio sea el último. Cada paso es un cambio nuevo que todos ven.</translation>
    </message>
    <message>
        <source>Erase this customer…</source>
        <translation>Borrar este cliente…</translation>
    </message>
    <message>
        <source>Every driver knows everything already.</source>
        <translation>Todos los conductores ya saben todo.</translation>
    </message>
    <message>
        <source>Everyone who could help now</source>
        <translation>Todos los que podrían ayudar ahora</translation>
    </message>
    <message>
        <source>Everything that needs a decision now</source>
        <translation>Todo lo que necesita una decisión ahora</translation>
    </message>
    <message>
        <source>Everything to decide</source>
        <translation>Todo lo que hay que decidir</translation>
    </message>
    <message>
        <source>Exception by {actor} at {when}: “{why}” ({many}).</source>
        <translation>Excepción de {actor} a las {when}: «{why}» ({many}).</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Cambiar</translation>
    </message>
    <message>
        <source>Fail it</source>
        <translation>Darlo por fallido</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fallidos</translation>
    </message>
    <message>
        <source>Failures by place on the map</source>
        <translation>Fallas por lugar en el mapa</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Recoger</translation>
    </message>
    <message>
        <source>Fetched at the counter at {at}</source>
        <translation>Retirado en el mesón a las {at}</translation>
    </message>
    <message>
        <source>Fetched by </source>
        <translation>Retirado por </translation>
    </message>
    <message>
        <source>Figures of the day</source>
        <translation>Cifras del día</translation>
    </message>
    <message>
        <source>Filters that are kept</source>
        <translation>Filtros guardados</translation>
    </message>
    <message>
        <source>Float, or put back</source>
        <translation>Soltar el panel o devolverlo</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Olvidar</translation>
    </message>
    <message>
        <source>Found, to the depot</source>
        <translation>Hallado, al depósito</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>Seguir con él</translation>
    </message>
    <message>
        <source>Go to now</source>
        <translation>Ir a ahora</translation>
    </message>
    <message>
        <source>Goods</source>
        <translation>Productos</translation>
    </message>
    <message>
        <source>Goods</source>
        <comment>the view</comment>
        <translation>Bodega</translation>
    </message>
    <message>
        <source>Goods taken</source>
        <translation>Productos retirados</translation>
    </message>
    <message>
        <source>Goods worth {money}. Untick what is an exception.</source>
        <translation>Productos por {money}. Desmarque lo que sea excepción.</translation>
    </message>
    <message>
        <source>Goods would bring</source>
        <translation>Los productos rendirían</translation>
    </message>
    <message>
        <source>Goods {number}</source>
        <translation>Productos {number}</translation>
    </message>
    <message>
        <source>Hand on</source>
        <translation>Pasar a otro</translation>
    </message>
    <message>
        <source>Hand on…</source>
        <translation>Pasar a otro…</translation>
    </message>
    <message>
        <source>Hand over to {other_driver}</source>
        <translation>Traspasar a {other_driver}</translation>
    </message>
    <message>
        <source>Hand the shift over</source>
        <translation>Entregar el turno</translation>
    </message>
    <message>
        <source>Hatched: break or after the shift · dotted: waiting for a window</source>
        <translation>Achurado: pausa o fuera de turno · punteado: espera una ventana</translation>
    </message>
    <message>
        <source>I am home now</source>
        <translation>Ya estoy en casa</translation>
    </message>
    <message>
        <source>I have it</source>
        <translation>Yo lo tengo</translation>
    </message>
    <message>
        <source>I have them</source>
        <translation>Yo los tengo</translation>
    </message>
    <message>
        <source>I have this case</source>
        <translation>Yo tengo este caso</translation>
    </message>
    <message>
        <source>I pick it up at {name}</source>
        <translation>lo retiro en {name}</translation>
    </message>
    <message>
        <source>I want a replacement</source>
        <translation>Quiero una reposición</translation>
    </message>
    <message>
        <source>I want my money back</source>
        <translation>Quiero mi dinero de vuelta</translation>
    </message>
    <message>
        <source>Import orders</source>
        <translation>Importar pedidos</translation>
    </message>
    <message>
        <source>Import orders (Ctrl+I), plan a day (Ctrl+D), routes as files</source>
        <translation>Importar pedidos (Ctrl+I), planificar un día (Ctrl+D), rutas como archivos</translation>
    </message>
    <message>
        <source>Inspection {number}</source>
        <translation>Inspección {number}</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Detalle</translation>
    </message>
    <message>
        <source>Is home now</source>
        <translation>Ya está en casa</translation>
    </message>
    <message>
        <source>Is {how} order {new} on {day}</source>
        <translation>Está {how} el pedido {new} el {day}</translation>
    </message>
    <message>
        <source>It goes on</source>
        <translation>Sigue su ruta</translation>
    </message>
    <message>
        <source>It lies at…</source>
        <translation>Está en…</translation>
    </message>
    <message>
        <source>Its goods back to the depot</source>
        <translation>Sus productos de vuelta al depósito</translation>
    </message>
    <message>
        <source>Keep (Esc)</source>
        <translation>Dejar (Esc)</translation>
    </message>
    <message>
        <source>Keep a driver in the middle of the map</source>
        <translation>Mantener un conductor al centro del mapa</translation>
    </message>
    <message>
        <source>Keep mine (Esc)</source>
        <translation>Dejar el mío (Esc)</translation>
    </message>
    <message>
        <source>Keep my sequence</source>
        <translation>Dejar mi orden</translation>
    </message>
    <message>
        <source>Keep this filter</source>
        <translation>Guardar este filtro</translation>
    </message>
    <message>
        <source>Keep this layout of the window</source>
        <translation>Guardar esta disposición de la ventana</translation>
    </message>
    <message>
        <source>Keep what is shown as a filter…</source>
        <translation>Guardar lo que se ve como filtro…</translation>
    </message>
    <message>
        <source>Keeps what drivers know, if it can; new orders are put in.</source>
        <translation>Mantiene lo que los conductores saben, si puede; agrega pedidos nuevos.</translation>
    </message>
    <message>
        <source>Late by {duration}</source>
        <translation>{duration} tarde</translation>
    </message>
    <message>
        <source>Least change</source>
        <translation>Menos cambios</translation>
    </message>
    <message>
        <source>Leaves by itself in {left} s</source>
        <translation>Sale solo en {left} s</translation>
    </message>
    <message>
        <source>Left in the queue: {left}</source>
        <translation>Quedan en la cola: {left}</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>Leyenda</translation>
    </message>
    <message>
        <source>Let it move</source>
        <translation>Soltar</translation>
    </message>
    <message>
        <source>Let it wait</source>
        <translation>Dejar en espera</translation>
    </message>
    <message>
        <source>Let it wait…</source>
        <translation>Dejar en espera…</translation>
    </message>
    <message>
        <source>Let them wait</source>
        <translation>Dejarlos en espera</translation>
    </message>
    <message>
        <source>Let {many} move</source>
        <translation>Soltar {many}</translation>
    </message>
    <message>
        <source>Letting the customer down again</source>
        <translation>Fallarle otra vez al cliente</translation>
    </message>
    <message>
        <source>Lies at {point_words}</source>
        <translation>Está en {point_words}</translation>
    </message>
    <message>
        <source>List of alerts</source>
        <translation>Lista de alertas</translation>
    </message>
    <message>
        <source>List of changes: undo and redo</source>
        <translation>Lista de cambios: deshacer y rehacer</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En línea</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Bloquear</translation>
    </message>
    <message>
        <source>Lock in place</source>
        <translation>Fijar en su lugar</translation>
    </message>
    <message>
        <source>Lock {many} in place</source>
        <translation>Fijar {many} en su lugar</translation>
    </message>
    <message>
        <source>Locked by {actor}</source>
        <translation>Bloqueada por {actor}</translation>
    </message>
    <message>
        <source>Locked: keeps its place</source>
        <translation>Bloqueada: mantiene su lugar</translation>
    </message>
    <message>
        <source>Look after {actor}</source>
        <translation>Vigilar {actor}</translation>
    </message>
    <message>
        <source>Look again for the day as it is now</source>
        <translation>Buscar de nuevo para el día como está ahora</translation>
    </message>
    <message>
        <source>Look at an order or a route</source>
        <translation>Ver un pedido o una ruta</translation>
    </message>
    <message>
        <source>Look for a better sequence of a route</source>
        <translation>Buscar un orden mejor para una ruta</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Perdido</translation>
    </message>
    <message>
        <source>Make an exception…</source>
        <translation>Hacer una excepción…</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Mapa</translation>
    </message>
    <message>
        <source>Map: choose marks by drawing around them</source>
        <translation>Mapa: elegir marcas dibujando alrededor</translation>
    </message>
    <message>
        <source>Map: follow the van of the chosen route</source>
        <translation>Mapa: seguir el furgón de la ruta elegida</translation>
    </message>
    <message>
        <source>Map: measure</source>
        <translation>Mapa: medir</translation>
    </message>
    <message>
        <source>Map: save as a picture or a page</source>
        <translation>Mapa: guardar como imagen o página</translation>
    </message>
    <message>
        <source>Map: the whole day</source>
        <translation>Mapa: todo el día</translation>
    </message>
    <message>
        <source>Map: what is chosen</source>
        <translation>Mapa: lo elegido</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensajes</translation>
    </message>
    <message>
        <source>Messages with drivers</source>
        <translation>Mensajes con conductores</translation>
    </message>
    <message>
        <source>Messages · {messages}</source>
        <translation>Mensajes · {messages}</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Míos</translation>
    </message>
    <message>
        <source>More of the status line</source>
        <translation>Más de la barra de estado</translation>
    </message>
    <message>
        <source>Move and float panels</source>
        <translation>Mover y soltar paneles</translation>
    </message>
    <message>
        <source>Move the pin {metres} m {wind}, as delivered</source>
        <translation>Mover el pin {metres} m {wind}, donde se entregó</translation>
    </message>
    <message>
        <source>Move the pin…</source>
        <translation>Mover el pin…</translation>
    </message>
    <message>
        <source>Move {order_id} to {name} all the same?</source>
        <translation>¿Mover {order_id} a {name} de todos modos?</translation>
    </message>
    <message>
        <source>Moved: {stop_words}</source>
        <translation>Movida: {stop_words}</translation>
    </message>
    <message>
        <source>Moves a stop where that saves what the depot&apos;s limits ask for.</source>
        <translation>Mueve una parada donde eso ahorra lo que piden los límites del depósito.</translation>
    </message>
    <message>
        <source>Name erased</source>
        <translation>Nombre borrado</translation>
    </message>
    <message>
        <source>Name of this filter; a name that is there already is replaced:</source>
        <translation>Nombre de este filtro; uno que ya existe se reemplaza:</translation>
    </message>
    <message>
        <source>Needs a decision</source>
        <translation>Necesita una decisión</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevos</translation>
    </message>
    <message>
        <source>New address…</source>
        <translation>Dirección nueva…</translation>
    </message>
    <message>
        <source>New failures and returns appear here.</source>
        <translation>Aquí aparecen fallas y devoluciones nuevas.</translation>
    </message>
    <message>
        <source>Next best: {best}</source>
        <translation>La siguiente mejor: {best}</translation>
    </message>
    <message>
        <source>Next day</source>
        <translation>Día siguiente</translation>
    </message>
    <message>
        <source>No better plan was found.</source>
        <translation>No se encontró un plan mejor.</translation>
    </message>
    <message>
        <source>No driver</source>
        <translation>Ningún conductor</translation>
    </message>
    <message>
        <source>No later day is open for planning.</source>
        <translation>No hay un día posterior abierto para planificar.</translation>
    </message>
    <message>
        <source>No later service day is open.</source>
        <translation>No hay un día de servicio posterior abierto.</translation>
    </message>
    <message>
        <source>No order {word} is known here.</source>
        <translation>Aquí no se conoce ningún pedido {word}.</translation>
    </message>
    <message>
        <source>No refund…</source>
        <translation>Sin reembolso…</translation>
    </message>
    <message>
        <source>No return policy of {shop} covers purchases of {day}: decide as you think right.</source>
        <translation>Ninguna política de devolución de {shop} cubre compras del {day}: decida como crea justo.</translation>
    </message>
    <message>
        <source>No route can take it without breaking something.</source>
        <translation>Ninguna ruta puede tomarlo respetando todo.</translation>
    </message>
    <message>
        <source>No route of this day can be asked.</source>
        <translation>No se puede consultar ninguna ruta de este día.</translation>
    </message>
    <message>
        <source>No route {word} is on the board that is shown.</source>
        <translation>Ninguna ruta {word} está en el tablero que se muestra.</translation>
    </message>
    <message>
        <source>No routes yet</source>
        <translation>Todavía no hay rutas</translation>
    </message>
    <message>
        <source>No travel times for this place yet. Try again in a moment.</source>
        <translation>Todavía no hay tiempos de viaje para este lugar. Intente en un momento.</translation>
    </message>
    <message>
        <source>No van can bring it back: the goods are {where}.</source>
        <translation>Ningún furgón puede traerlo: los productos están {where}.</translation>
    </message>
    <message>
        <source>No van of this day holds the goods.</source>
        <translation>Ningún furgón de este día tiene los productos.</translation>
    </message>
    <message>
        <source>No van on the road has the goods of {order_id}.</source>
        <translation>Ningún furgón en ruta tiene los productos de {order_id}.</translation>
    </message>
    <message>
        <source>Nobody has tried to deliver it yet.</source>
        <translation>Todavía nadie ha intentado entregarlo.</translation>
    </message>
    <message>
        <source>Not admitted</source>
        <translation>Sin acceso</translation>
    </message>
    <message>
        <source>Not delivered: {goods} ({reason}), {part}</source>
        <translation>Sin entregar: {goods} ({reason}), {part}</translation>
    </message>
    <message>
        <source>Not undone: {words}</source>
        <translation>No se deshizo: {words}</translation>
    </message>
    <message>
        <source>Nothing is called {words}.</source>
        <translation>Nada se llama {words}.</translation>
    </message>
    <message>
        <source>Nothing is saved{since}. {what}; the hub then goes on by itself.</source>
        <translation>No se guarda nada{since}. {what}; después el hub sigue solo.</translation>
    </message>
    <message>
        <source>Nothing lies inside. Draw around cases or stops.</source>
        <translation>No hay nada dentro. Dibuje alrededor de casos o paradas.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nada coincide</translation>
    </message>
    <message>
        <source>Nothing of it has been paid.</source>
        <translation>No se ha pagado nada de él.</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>Nada elegido</translation>
    </message>
    <message>
        <source>Nothing to send.</source>
        <translation>Nada que enviar.</translation>
    </message>
    <message>
        <source>Nothing waits because of {name}.</source>
        <translation>Nada espera por {name}.</translation>
    </message>
    <message>
        <source>Nothing waits for a decision</source>
        <translation>Nada espera una decisión</translation>
    </message>
    <message>
        <source>Nothing was written yet.</source>
        <translation>Todavía no se ha escrito nada.</translation>
    </message>
    <message>
        <source>Nothing was written. What drivers write appears here; F4 writes.</source>
        <translation>No hay mensajes. Lo que escriben los conductores aparece aquí; F4 escribe.</translation>
    </message>
    <message>
        <source>OR-Tools checks the changed routes…</source>
        <translation>OR-Tools revisa las rutas cambiadas…</translation>
    </message>
    <message>
        <source>OR-Tools could not check the plan. Take it all the same?</source>
        <translation>OR-Tools no pudo revisar el plan. ¿Tomarlo de todos modos?</translation>
    </message>
    <message>
        <source>OR-Tools gave no plan: {error}</source>
        <translation>OR-Tools no dio un plan: {error}</translation>
    </message>
    <message>
        <source>Of the stops served until now, those that began before their window closed. One without a window is never late, one that failed is not served. “On time in full” in the reports is stricter: promises to customers, and failed ones count.</source>
        <translation>De las paradas atendidas hasta ahora, las que empezaron antes de que cerrara su ventana. Una sin ventana nunca llega tarde; una fallida no está atendida. «A tiempo y completo» en los informes es más estricto: cuentan las promesas a clientes y las fallidas.</translation>
    </message>
    <message>
        <source>Of these, containers to collect</source>
        <translation>De estos, envases por retirar</translation>
    </message>
    <message>
        <source>Of these, deliveries and collections that failed</source>
        <translation>De estos, entregas y retiros fallidos</translation>
    </message>
    <message>
        <source>Of these, deliveries without a route</source>
        <translation>De estos, entregas sin ruta</translation>
    </message>
    <message>
        <source>Of these, returns to collect</source>
        <translation>De estos, devoluciones por retirar</translation>
    </message>
    <message>
        <source>Of these, what nobody has taken yet</source>
        <translation>De estos, los que nadie ha tomado todavía</translation>
    </message>
    <message>
        <source>Offline for {since_s} s</source>
        <translation>Sin línea hace {since_s} s</translation>
    </message>
    <message>
        <source>On the telephone</source>
        <translation>Al teléfono</translation>
    </message>
    <message>
        <source>On the way</source>
        <translation>De camino</translation>
    </message>
    <message>
        <source>One plan by OR-Tools, whatever it changes.</source>
        <translation>Un plan de OR-Tools, cambie lo que cambie.</translation>
    </message>
    <message>
        <source>One visit brings other goods and takes these.</source>
        <translation>Una visita trae otros productos y se lleva estos.</translation>
    </message>
    <message>
        <source>Open a route for changes again</source>
        <translation>Abrir una ruta a cambios otra vez</translation>
    </message>
    <message>
        <source>Open cases</source>
        <translation>Casos abiertos</translation>
    </message>
    <message>
        <source>Open the photo</source>
        <translation>Abrir la foto</translation>
    </message>
    <message>
        <source>Opened {ago}</source>
        <translation>Abierto {ago}</translation>
    </message>
    <message>
        <source>Opened {ago}, {due_words}</source>
        <translation>Abierto {ago}, {due_words}</translation>
    </message>
    <message>
        <source>Opening the day…</source>
        <translation>Abriendo el día…</translation>
    </message>
    <message>
        <source>Opening the map…</source>
        <translation>Abriendo el mapa…</translation>
    </message>
    <message>
        <source>Orders that the plan leaves out</source>
        <translation>Pedidos que el plan deja fuera</translation>
    </message>
    <message>
        <source>Other goods are sent.</source>
        <translation>Se envían otros productos.</translation>
    </message>
    <message>
        <source>Other goods, {near_day}</source>
        <translation>Otros productos, {near_day}</translation>
    </message>
    <message>
        <source>Own van</source>
        <translation>Su furgón</translation>
    </message>
    <message>
        <source>Own van, as asked</source>
        <translation>Su furgón, como pidió</translation>
    </message>
    <message>
        <source>Own words</source>
        <translation>Palabras propias</translation>
    </message>
    <message>
        <source>Own words to the driver</source>
        <translation>Palabras propias al conductor</translation>
    </message>
    <message>
        <source>Pages of A4 (*.pdf)</source>
        <translation>Páginas A4 (*.pdf)</translation>
    </message>
    <message>
        <source>Panels and layouts</source>
        <translation>Paneles y disposiciones</translation>
    </message>
    <message>
        <source>Panels and layouts of the window (Ctrl+Shift+L moves panels)</source>
        <translation>Paneles y disposiciones de la ventana (Ctrl+Shift+L mueve paneles)</translation>
    </message>
    <message>
        <source>Part of order {part_of}: the rest was delivered</source>
        <translation>Parte del pedido {part_of}: el resto se entregó</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Photo of the attempt</source>
        <translation>Foto del intento</translation>
    </message>
    <message>
        <source>Photo {number}</source>
        <translation>Foto {number}</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Imágenes (*.png)</translation>
    </message>
    <message>
        <source>Pin {metres} m {wind}</source>
        <translation>Pin {metres} m {wind}</translation>
    </message>
    <message>
        <source>Plan a day from scratch</source>
        <translation>Planificar un día desde cero</translation>
    </message>
    <message>
        <source>Plan it…</source>
        <translation>Planificarlo…</translation>
    </message>
    <message>
        <source>Plan only what is chosen</source>
        <translation>Planificar solo lo elegido</translation>
    </message>
    <message>
        <source>Plan the day anew</source>
        <translation>Planificar el día de nuevo</translation>
    </message>
    <message>
        <source>Plan the day anew (F5); the planner: {planner}</source>
        <translation>Planificar el día de nuevo (F5); planificador: {planner}</translation>
    </message>
    <message>
        <source>Plan these {chosen} together…</source>
        <translation>Planificar estos {chosen} juntos…</translation>
    </message>
    <message>
        <source>Plan with its neighbours…</source>
        <translation>Planificar con sus vecinas…</translation>
    </message>
    <message>
        <source>Plan {many} together…</source>
        <translation>Planificar {many} juntos…</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>Planes</translation>
    </message>
    <message>
        <source>Plans (F5)</source>
        <translation>Planes (F5)</translation>
    </message>
    <message>
        <source>Plans around {routes_name}</source>
        <translation>Planes alrededor de {routes_name}</translation>
    </message>
    <message>
        <source>Plans for the day</source>
        <translation>Planes para el día</translation>
    </message>
    <message>
        <source>Plans for {order}</source>
        <translation>Planes para {order}</translation>
    </message>
    <message>
        <source>Problem at the door: {reason}</source>
        <translation>Problema en la puerta: {reason}</translation>
    </message>
    <message>
        <source>Promised {window}</source>
        <translation>Prometido {window}</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>Proposal for {route}: {words}</source>
        <translation>Propuesta para {route}: {words}</translation>
    </message>
    <message>
        <source>Put all of them onto the routes that pass them</source>
        <translation>Ponerlos todos en las rutas que pasan por ahí</translation>
    </message>
    <message>
        <source>Put an order onto a route, at its best place</source>
        <translation>Poner un pedido en una ruta, en su mejor lugar</translation>
    </message>
    <message>
        <source>Put aside until somebody answers or a time comes</source>
        <translation>Apartado hasta que alguien responda o llegue la hora</translation>
    </message>
    <message>
        <source>Put away; the window&apos;s menu brings it back</source>
        <translation>Guardar; el menú de la ventana lo trae de vuelta</translation>
    </message>
    <message>
        <source>Put {words} all the same?</source>
        <translation>¿Poner {words} de todos modos?</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Cola</translation>
    </message>
    <message>
        <source>Queue of cases</source>
        <translation>Cola de casos</translation>
    </message>
    <message>
        <source>Queue: {words}</source>
        <translation>Cola: {words}</translation>
    </message>
    <message>
        <source>Re-optimize</source>
        <translation>Reoptimizar</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Comprobante</translation>
    </message>
    <message>
        <source>Receive, inspect, lots, containers, close the day (Ctrl+G)</source>
        <translation>Recibir, inspeccionar, lotes, envases, cerrar el día (Ctrl+G)</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Rehacer</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Reembolsar</translation>
    </message>
    <message>
        <source>Refund an order</source>
        <translation>Reembolsar un pedido</translation>
    </message>
    <message>
        <source>Refund due</source>
        <translation>Reembolso pendiente</translation>
    </message>
    <message>
        <source>Refund it</source>
        <translation>Reembolsarlo</translation>
    </message>
    <message>
        <source>Refund part…</source>
        <translation>Reembolsar parte…</translation>
    </message>
    <message>
        <source>Refund {money} {when_words}</source>
        <translation>Reembolso {money} {when_words}</translation>
    </message>
    <message>
        <source>Refund, as asked</source>
        <translation>Reembolsar, como pidió</translation>
    </message>
    <message>
        <source>Refund, nothing comes back</source>
        <translation>Reembolso, nada vuelve</translation>
    </message>
    <message>
        <source>Refund, the customer keeps it</source>
        <translation>Reembolso, el cliente se lo queda</translation>
    </message>
    <message>
        <source>Refund, the goods come back</source>
        <translation>Reembolso, los productos vuelven</translation>
    </message>
    <message>
        <source>Refunds, return policies and stock of the shops</source>
        <translation>Reembolsos, políticas de devolución y stock de las tiendas</translation>
    </message>
    <message>
        <source>Refund…</source>
        <translation>Reembolsar…</translation>
    </message>
    <message>
        <source>Regions</source>
        <translation>Regiones</translation>
    </message>
    <message>
        <source>Regions of this computer</source>
        <translation>Regiones de este computador</translation>
    </message>
    <message>
        <source>Regions: roads, maps and addresses (Ctrl+Shift+G)</source>
        <translation>Regiones: calles, mapas y direcciones (Ctrl+Shift+G)</translation>
    </message>
    <message>
        <source>Reopened: {because}</source>
        <translation>Reabierto: {because}</translation>
    </message>
    <message>
        <source>Replace order {order}? {how}</source>
        <translation>¿Reponer el pedido {order}? {how}</translation>
    </message>
    <message>
        <source>Report as lost</source>
        <translation>Informar perdido</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Informes</translation>
    </message>
    <message>
        <source>Resources: everyone who could help now (Ctrl+R)</source>
        <translation>Recursos: todos los que podrían ayudar ahora (Ctrl+R)</translation>
    </message>
    <message>
        <source>Return policy</source>
        <translation>Política de devolución</translation>
    </message>
    <message>
        <source>Return to collect</source>
        <translation>Devolución por retirar</translation>
    </message>
    <message>
        <source>Returns</source>
        <translation>Devoluciones</translation>
    </message>
    <message>
        <source>Revoke a link…</source>
        <translation>Revocar un enlace…</translation>
    </message>
    <message>
        <source>Rewind</source>
        <translation>Rebobinar</translation>
    </message>
    <message>
        <source>Rewind the day</source>
        <translation>Rebobinar el día</translation>
    </message>
    <message>
        <source>Rewound to {clock}</source>
        <translation>Rebobinado a {clock}</translation>
    </message>
    <message>
        <source>Right-click one of them for what can be done with all.</source>
        <translation>Clic derecho en uno para lo que se puede hacer con todos.</translation>
    </message>
    <message>
        <source>Route board</source>
        <translation>Tablero de rutas</translation>
    </message>
    <message>
        <source>Route {name}</source>
        <translation>Ruta {name}</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Rutas</translation>
    </message>
    <message>
        <source>Routes that could take it</source>
        <translation>Rutas que podrían tomarlo</translation>
    </message>
    <message>
        <source>Save the map</source>
        <translation>Guardar el mapa</translation>
    </message>
    <message>
        <source>Saves what can be saved, however much changes.</source>
        <translation>Ahorra lo que se pueda, cambie lo que cambie.</translation>
    </message>
    <message>
        <source>Say it whole: {pattern}</source>
        <translation>Dígalo completo: {pattern}</translation>
    </message>
    <message>
        <source>Search number, name, street, reason</source>
        <translation>Buscar número, nombre, calle, motivo</translation>
    </message>
    <message>
        <source>Search the queue</source>
        <translation>Buscar en la cola</translation>
    </message>
    <message>
        <source>Searching; better plans follow for some seconds.</source>
        <translation>Buscando; en unos segundos llegan planes mejores.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>Enviar (Enter)</translation>
    </message>
    <message>
        <source>Send a driver&apos;s changes</source>
        <translation>Enviar los cambios de un conductor</translation>
    </message>
    <message>
        <source>Send all  (Ctrl+Enter)</source>
        <translation>Enviar todo  (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Send all changes, or finish the count</source>
        <translation>Enviar todos los cambios, o terminar el conteo</translation>
    </message>
    <message>
        <source>Send changes</source>
        <translation>Enviar cambios</translation>
    </message>
    <message>
        <source>Send the changes to {driver}</source>
        <translation>Enviar los cambios a {driver}</translation>
    </message>
    <message>
        <source>Sent instead of order {replaces}</source>
        <translation>Enviado en vez del pedido {replaces}</translation>
    </message>
    <message>
        <source>Sent the receipt</source>
        <translation>Comprobante enviado</translation>
    </message>
    <message>
        <source>Sent to the driver of {route}</source>
        <translation>Enviado al conductor de {route}</translation>
    </message>
    <message>
        <source>Sent to {row_name}</source>
        <translation>Enviado a {row_name}</translation>
    </message>
    <message>
        <source>Set up a depot of your own</source>
        <translation>Crear un depósito propio</translation>
    </message>
    <message>
        <source>Settings of the depot</source>
        <translation>Ajustes del depósito</translation>
    </message>
    <message>
        <source>Settings of the depot (Ctrl+,)</source>
        <translation>Ajustes del depósito (Ctrl+,)</translation>
    </message>
    <message>
        <source>Settings of this computer</source>
        <translation>Ajustes de este computador</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Cerrados</translation>
    </message>
    <message>
        <source>Shift hand-over</source>
        <translation>Entrega de turno</translation>
    </message>
    <message>
        <source>Show @{route}</source>
        <translation>Ver @{route}</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Mostrar todo</translation>
    </message>
    <message>
        <source>Show or hide: {title}</source>
        <translation>Mostrar u ocultar: {title}</translation>
    </message>
    <message>
        <source>Show the whole day (Home)</source>
        <translation>Mostrar todo el día (Inicio)</translation>
    </message>
    <message>
        <source>Show waiting updates</source>
        <translation>Mostrar los cambios en espera</translation>
    </message>
    <message>
        <source>Show {order}</source>
        <translation>Ver {order}</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>Espacios</translation>
    </message>
    <message>
        <source>Speed of the simulated day</source>
        <translation>Velocidad del día simulado</translation>
    </message>
    <message>
        <source>Speed of the simulated day: {rate_words}</source>
        <translation>Velocidad del día simulado: {rate_words}</translation>
    </message>
    <message>
        <source>Split its work…</source>
        <translation>Repartir su trabajo…</translation>
    </message>
    <message>
        <source>Split {order} of {name} over {route}, {extra} in all?</source>
        <translation>¿Repartir {order} de {name} entre {route}, {extra} en total?</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Inicio</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
    <message>
        <source>Stops ahead that are expected after their window.</source>
        <translation>Paradas pendientes que se esperan después de su ventana.</translation>
    </message>
    <message>
        <source>Stops of the route</source>
        <translation>Paradas de la ruta</translation>
    </message>
    <message>
        <source>Stops on time</source>
        <translation>A tiempo</translation>
    </message>
    <message>
        <source>Stops over, of all stops of the day.</source>
        <translation>Paradas terminadas, de todas las del día.</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Sugerencias</translation>
    </message>
    <message>
        <source>Supervisor&apos;s desk</source>
        <translation>Escritorio del supervisor</translation>
    </message>
    <message>
        <source>Suspect attempt: ask the driver first</source>
        <translation>Intento sospechoso: pregunte primero al conductor</translation>
    </message>
    <message>
        <source>Suspect: {facts}</source>
        <translation>Sospechoso: {facts}</translation>
    </message>
    <message>
        <source>Switch between dark and light</source>
        <translation>Cambiar entre oscuro y claro</translation>
    </message>
    <message>
        <source>Take (T)</source>
        <translation>Tomar (T)</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Recuperarlo</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Tomarlo</translation>
    </message>
    <message>
        <source>Take over from {other_driver}</source>
        <translation>Recibir de {other_driver}</translation>
    </message>
    <message>
        <source>Take the decision back</source>
        <translation>Deshacer la decisión</translation>
    </message>
    <message>
        <source>Take the decisions back</source>
        <translation>Deshacer las decisiones</translation>
    </message>
    <message>
        <source>Take the proposal</source>
        <translation>Tomar la propuesta</translation>
    </message>
    <message>
        <source>Take the replacement back</source>
        <translation>Deshacer la reposición</translation>
    </message>
    <message>
        <source>Take what is offered: plan or sequence</source>
        <translation>Tomar lo ofrecido: plan u orden</translation>
    </message>
    <message>
        <source>Takes back what was sent</source>
        <translation>Retira lo que se había enviado</translation>
    </message>
    <message>
        <source>Telephone: find an order</source>
        <translation>Teléfono: buscar un pedido</translation>
    </message>
    <message>
        <source>Tell the driver what may help (Y)</source>
        <translation>Decir al conductor qué puede ayudar (Y)</translation>
    </message>
    <message>
        <source>That way out is not open any more. Look again.</source>
        <translation>Esa salida ya no está disponible. Mire otra vez.</translation>
    </message>
    <message>
        <source>The base map {address} cannot be used: an address looks as {example}. The region&apos;s streets are shown.</source>
        <translation>No se puede usar el mapa base {address}: una dirección se ve como {example}. Se muestran las calles de la región.</translation>
    </message>
    <message>
        <source>The base map {file} is not there. The region&apos;s streets are shown.</source>
        <translation>El mapa base {file} no está. Se muestran las calles de la región.</translation>
    </message>
    <message>
        <source>The beginning</source>
        <translation>El comienzo</translation>
    </message>
    <message>
        <source>The day as it stood at any moment (F8)</source>
        <translation>El día como estaba en cualquier momento (F8)</translation>
    </message>
    <message>
        <source>The day is not open yet.</source>
        <translation>El día todavía no está abierto.</translation>
    </message>
    <message>
        <source>The driver</source>
        <translation>El conductor</translation>
    </message>
    <message>
        <source>The driver cannot go on…</source>
        <translation>El conductor no puede seguir…</translation>
    </message>
    <message>
        <source>The driver has not agreed to it yet</source>
        <translation>El conductor todavía no está de acuerdo</translation>
    </message>
    <message>
        <source>The driver of {name}</source>
        <translation>El conductor de {name}</translation>
    </message>
    <message>
        <source>The driver of {route} is at order {order_id} or on the way to it</source>
        <translation>El conductor de {route} está en el pedido {order_id} o va hacia allá</translation>
    </message>
    <message>
        <source>The driver&apos;s page opens; its link (for one use) is copied as well.</source>
        <translation>Se abre la página del conductor; su enlace (de un solo uso) también se copió.</translation>
    </message>
    <message>
        <source>The fleet engine is being compiled, once per machine; meanwhile OR-Tools looks for one plan.</source>
        <translation>Se compila el motor de flota, una vez por computador; mientras, OR-Tools busca un plan.</translation>
    </message>
    <message>
        <source>The fleet engine is not installed; OR-Tools looks for one plan.</source>
        <translation>El motor de flota no está instalado; OR-Tools busca un plan.</translation>
    </message>
    <message>
        <source>The goods are {where}.</source>
        <translation>Los productos están {where}.</translation>
    </message>
    <message>
        <source>The hub gave no link for order {order_id}. Is the line up? Try again.</source>
        <translation>El hub no dio un enlace para el pedido {order_id}. ¿Hay línea? Intente otra vez.</translation>
    </message>
    <message>
        <source>The hub gave no link for this driver.</source>
        <translation>El hub no dio un enlace para este conductor.</translation>
    </message>
    <message>
        <source>The link for the customer of {order_id} is copied.</source>
        <translation>Se copió el enlace del cliente de {order_id}.</translation>
    </message>
    <message>
        <source>The map is not open yet. Try again in a moment.</source>
        <translation>El mapa todavía no está abierto. Intente en un momento.</translation>
    </message>
    <message>
        <source>The map is saved as {file}.</source>
        <translation>El mapa está guardado como {file}.</translation>
    </message>
    <message>
        <source>The map stopped and is being opened again; nothing else is affected</source>
        <translation>El mapa se detuvo y se abre otra vez; nada más se ve afectado</translation>
    </message>
    <message>
        <source>The map stopped and is being opened again…</source>
        <translation>El mapa se detuvo y se abre otra vez…</translation>
    </message>
    <message>
        <source>The map was not saved: {error}. Choose another folder.</source>
        <translation>No se guardó el mapa: {error}. Elija otra carpeta.</translation>
    </message>
    <message>
        <source>The message was erased</source>
        <translation>El mensaje fue borrado</translation>
    </message>
    <message>
        <source>The note was erased</source>
        <translation>La nota fue borrada</translation>
    </message>
    <message>
        <source>The photo cannot be opened: it may be erased, or the disk is full.</source>
        <translation>No se puede abrir la foto: puede estar borrada o el disco lleno.</translation>
    </message>
    <message>
        <source>The photo is being fetched</source>
        <translation>Se está trayendo la foto</translation>
    </message>
    <message>
        <source>The recommended way out of a case</source>
        <translation>La salida recomendada de un caso</translation>
    </message>
    <message>
        <source>The route is locked.</source>
        <translation>La ruta está bloqueada.</translation>
    </message>
    <message>
        <source>The search failed: {type_name}: {error}</source>
        <translation>La búsqueda falló: {type_name}: {error}</translation>
    </message>
    <message>
        <source>The shop</source>
        <translation>La tienda</translation>
    </message>
    <message>
        <source>The shop has paid</source>
        <translation>La tienda pagó</translation>
    </message>
    <message>
        <source>The shop is asked to refund {order}</source>
        <translation>Se pidió a la tienda reembolsar {order}</translation>
    </message>
    <message>
        <source>The shop said no</source>
        <translation>La tienda dijo que no</translation>
    </message>
    <message>
        <source>The shop said no…</source>
        <translation>La tienda dijo que no…</translation>
    </message>
    <message>
        <source>The solver gave no answer: {error}</source>
        <translation>El solucionador no respondió: {error}</translation>
    </message>
    <message>
        <source>The solver was ended meanwhile.</source>
        <translation>El solucionador se terminó entretanto.</translation>
    </message>
    <message>
        <source>The supervisor&apos;s desk (F6)</source>
        <translation>El escritorio del supervisor (F6)</translation>
    </message>
    <message>
        <source>The van has broken down…</source>
        <translation>El furgón tiene una avería…</translation>
    </message>
    <message>
        <source>The van of {name} is not on the road.</source>
        <translation>El furgón de {name} no está en la calle.</translation>
    </message>
    <message>
        <source>The worst by {duration}.</source>
        <translation>La peor por {duration}.</translation>
    </message>
    <message>
        <source>The {who} of {route} cannot go on? {stop} will wait for others.</source>
        <translation>¿El {who} de {route} no puede seguir? {stop} esperarán a otros.</translation>
    </message>
    <message>
        <source>There are no travel times for this day yet. Try again in a moment.</source>
        <translation>Todavía no hay tiempos de viaje para este día. Intente en un momento.</translation>
    </message>
    <message>
        <source>There is no way out that breaks nothing. Choose a route.</source>
        <translation>Ninguna salida respeta todo. Elija una ruta.</translation>
    </message>
    <message>
        <source>Time left to decide; below, the customer&apos;s window. A click sorts by it.</source>
        <translation>Tiempo para decidir; debajo, la ventana del cliente. Un clic ordena por él.</translation>
    </message>
    <message>
        <source>Time until changes are sent</source>
        <translation>Tiempo hasta que se envíen los cambios</translation>
    </message>
    <message>
        <source>To another day</source>
        <translation>A otro día</translation>
    </message>
    <message>
        <source>To be fetched at our counter {from_}</source>
        <translation>Para retirar en nuestro mesón {from_}</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>Por decidir</translation>
    </message>
    <message>
        <source>To send</source>
        <translation>Por enviar</translation>
    </message>
    <message>
        <source>To send · {to_send}</source>
        <translation>Por enviar · {to_send}</translation>
    </message>
    <message>
        <source>To send, alerts, messages</source>
        <translation>Por enviar, alertas, mensajes</translation>
    </message>
    <message>
        <source>To the depot</source>
        <translation>Al depósito</translation>
    </message>
    <message>
        <source>To the next open day</source>
        <translation>Al próximo día abierto</translation>
    </message>
    <message>
        <source>To {day}</source>
        <translation>Al {day}</translation>
    </message>
    <message>
        <source>To-send tray</source>
        <translation>Bandeja por enviar</translation>
    </message>
    <message>
        <source>Today, </source>
        <translation>Hoy, </translation>
    </message>
    <message>
        <source>Told another time</source>
        <translation>Avisada otra hora</translation>
    </message>
    <message>
        <source>Told not to come for it</source>
        <translation>Avisado de que no venga por él</translation>
    </message>
    <message>
        <source>Told of the failed visit</source>
        <translation>Avisado de la visita fallida</translation>
    </message>
    <message>
        <source>Told that it can be fetched at the depot</source>
        <translation>Avisado de que se puede retirar en el depósito</translation>
    </message>
    <message>
        <source>Told that it goes to a collection point</source>
        <translation>Avisado de que va a un punto de retiro</translation>
    </message>
    <message>
        <source>Told that the money is back</source>
        <translation>Avisado de que el dinero está de vuelta</translation>
    </message>
    <message>
        <source>Told that the refund is asked for</source>
        <translation>Avisado de que se pidió el reembolso</translation>
    </message>
    <message>
        <source>Told that the van comes again</source>
        <translation>Avisado de que el furgón vuelve</translation>
    </message>
    <message>
        <source>Told the new day</source>
        <translation>Avisado del nuevo día</translation>
    </message>
    <message>
        <source>Told where it can be fetched</source>
        <translation>Avisado dónde se puede retirar</translation>
    </message>
    <message>
        <source>Tomorrow, </source>
        <translation>Mañana, </translation>
    </message>
    <message>
        <source>Trays by driver</source>
        <translation>Bandejas por conductor</translation>
    </message>
    <message>
        <source>Try…</source>
        <translation>Probar…</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Entendido</translation>
    </message>
    <message>
        <source>Undo the last change</source>
        <translation>Deshacer el último cambio</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>Deshecho</translation>
    </message>
    <message>
        <source>Undone; choose it to do it again</source>
        <translation>Deshecho; elíjalo para hacerlo otra vez</translation>
    </message>
    <message>
        <source>Unknown address</source>
        <translation>Dirección desconocida</translation>
    </message>
    <message>
        <source>Unknown customer</source>
        <translation>Cliente desconocido</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
    <message>
        <source>Unplanned</source>
        <translation>Sin ruta</translation>
    </message>
    <message>
        <source>Until {since}: {address}</source>
        <translation>Hasta {since}: {address}</translation>
    </message>
    <message>
        <source>Usual layout of the window</source>
        <translation>Disposición habitual de la ventana</translation>
    </message>
    <message>
        <source>Usually: {step}{step_2}</source>
        <translation>Habitual: {step}{step_2}</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Wait {LONG_MIN}</source>
        <translation>Esperar {LONG_MIN}</translation>
    </message>
    <message>
        <source>Wait {SHORT_MIN}</source>
        <translation>Esperar {SHORT_MIN}</translation>
    </message>
    <message>
        <source>Waited for the {whom} until {until}. Your move.</source>
        <translation>Se esperó: {whom}, hasta {until}. Le toca a usted.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Waits for the {whom} until {until} ({actor})</source>
        <translation>En espera: {whom}, hasta {until} ({actor})</translation>
    </message>
    <message>
        <source>Waits {duration} for the window</source>
        <translation>Espera {duration} la ventana</translation>
    </message>
    <message>
        <source>Wants a replacement</source>
        <translation>Quiere una reposición</translation>
    </message>
    <message>
        <source>Wants the money back</source>
        <translation>Quiere el dinero de vuelta</translation>
    </message>
    <message>
        <source>Was to be sent instead of order {replaces}, and was taken back</source>
        <translation>Iba a enviarse en vez del pedido {replaces} y se retiró</translation>
    </message>
    <message>
        <source>Ways out</source>
        <translation>Salidas</translation>
    </message>
    <message>
        <source>Ways out · Enter takes the first</source>
        <translation>Salidas · Enter toma la primera</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>Welcome: open something else</source>
        <translation>Bienvenida: abrir otra cosa</translation>
    </message>
    <message>
        <source>What an order would cost on a route, or why it cannot go there</source>
        <translation>Qué costaría un pedido en una ruta, o por qué no puede ir</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué pasó</translation>
    </message>
    <message>
        <source>What happened, order, customer. Most money at stake and most urgent first; a click sorts by age.</source>
        <translation>Qué pasó, pedido, cliente. Primero lo que más dinero pone en juego y más urge; un clic ordena por antigüedad.</translation>
    </message>
    <message>
        <source>What is recommended</source>
        <translation>Lo recomendado</translation>
    </message>
    <message>
        <source>What the day, week or year cost and brought (F7)</source>
        <translation>Lo que costó y rindió el día, la semana o el año (F7)</translation>
    </message>
    <message>
        <source>What the next shift must know, as text (Ctrl+H)</source>
        <translation>Lo que el próximo turno debe saber, como texto (Ctrl+H)</translation>
    </message>
    <message>
        <source>What the shapes and signs say</source>
        <translation>Qué dicen las formas y los signos</translation>
    </message>
    <message>
        <source>What there is no room for</source>
        <translation>Lo que no cabe</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>Lo que se dijo</translation>
    </message>
    <message>
        <source>What you have in hand, also what waits</source>
        <translation>Lo que usted tiene a cargo, también lo que espera</translation>
    </message>
    <message>
        <source>Who acts here: {user}</source>
        <translation>Quién actúa aquí: {user}</translation>
    </message>
    <message>
        <source>Who acts here; your account, and people</source>
        <translation>Quién actúa aquí; su cuenta y las personas</translation>
    </message>
    <message>
        <source>Who can take this case?</source>
        <translation>¿Quién puede tomar este caso?</translation>
    </message>
    <message>
        <source>Who can take this?  (J)</source>
        <translation>¿Quién puede tomarlo?  (J)</translation>
    </message>
    <message>
        <source>Who could take it</source>
        <translation>Quién podría tomarlo</translation>
    </message>
    <message>
        <source>Who is calling? (F3)</source>
        <translation>¿Quién llama? (F3)</translation>
    </message>
    <message>
        <source>Who waits, and where. A click sorts by name.</source>
        <translation>Quién espera y dónde. Un clic ordena por nombre.</translation>
    </message>
    <message>
        <source>Why does the shop not refund order {order_id}?</source>
        <translation>¿Por qué la tienda no reembolsa el pedido {order_id}?</translation>
    </message>
    <message>
        <source>Withdraw the exception</source>
        <translation>Retirar la excepción</translation>
    </message>
    <message>
        <source>Working out what every route would need…</source>
        <translation>Calculando qué necesitaría cada ruta…</translation>
    </message>
    <message>
        <source>Worth of the goods; below, how the case stands. A click sorts by it.</source>
        <translation>Valor de los productos; debajo, cómo está el caso. Un clic ordena por él.</translation>
    </message>
    <message>
        <source>Write a note (N)</source>
        <translation>Escriba una nota (N)</translation>
    </message>
    <message>
        <source>Write a note on this case</source>
        <translation>Escribir una nota en este caso</translation>
    </message>
    <message>
        <source>Write to the driver…</source>
        <translation>Escribir al conductor…</translation>
    </message>
    <message>
        <source>X hexagon: exchange · H bow tie: hand-over to another van</source>
        <translation>X hexágono: cambio · H moño: traspaso a otro furgón</translation>
    </message>
    <message>
        <source>Yesterday, </source>
        <translation>Ayer, </translation>
    </message>
    <message>
        <source>You: {words}</source>
        <translation>Usted: {words}</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>Acercar (+)</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>Alejar (−)</translation>
    </message>
    <message>
        <source>a credit</source>
        <translation>un crédito</translation>
    </message>
    <message>
        <source>a partner</source>
        <translation>un socio</translation>
    </message>
    <message>
        <source>a request</source>
        <translation>una solicitud</translation>
    </message>
    <message>
        <source>after the goods are inspected</source>
        <translation>después de inspeccionar los productos</translation>
    </message>
    <message>
        <source>after {duration}</source>
        <translation>tras {duration}</translation>
    </message>
    <message>
        <source>agreed</source>
        <translation>acordado</translation>
    </message>
    <message>
        <source>all answered</source>
        <translation>todos respondidos</translation>
    </message>
    <message>
        <source>all live</source>
        <translation>todos en línea</translation>
    </message>
    <message>
        <source>an exchange</source>
        <translation>un cambio</translation>
    </message>
    <message>
        <source>and {offered} more vans were offered</source>
        <translation>y se ofrecieron {offered} furgones más</translation>
    </message>
    <message>
        <source>and {told} more</source>
        <translation>y {told} más</translation>
    </message>
    <message>
        <source>another day</source>
        <translation>otro día</translation>
    </message>
    <message>
        <source>another van</source>
        <translation>otro furgón</translation>
    </message>
    <message>
        <source>answer within {duration}</source>
        <translation>responder en {duration}</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>respondió</translation>
    </message>
    <message>
        <source>any time</source>
        <translation>a cualquier hora</translation>
    </message>
    <message>
        <source>approved it</source>
        <translation>lo aprobó</translation>
    </message>
    <message>
        <source>asked for a refund of {amount}</source>
        <translation>pidió un reembolso de {amount}</translation>
    </message>
    <message>
        <source>asked for a second look: {words}</source>
        <translation>pidió una segunda mirada: {words}</translation>
    </message>
    <message>
        <source>asked {actor} to look at it</source>
        <translation>pidió a {actor} que lo vea</translation>
    </message>
    <message>
        <source>at</source>
        <translation>en</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>de inmediato</translation>
    </message>
    <message>
        <source>at the depot {since}</source>
        <translation>en el depósito {since}</translation>
    </message>
    <message>
        <source>at the door</source>
        <translation>en la puerta</translation>
    </message>
    <message>
        <source>at {address} {since}</source>
        <translation>en {address} {since}</translation>
    </message>
    <message>
        <source>at {clock}</source>
        <translation>a las {clock}</translation>
    </message>
    <message>
        <source>back at {clock_on}</source>
        <translation>de vuelta a las {clock_on}</translation>
    </message>
    <message>
        <source>back to the depot</source>
        <translation>de vuelta al depósito</translation>
    </message>
    <message>
        <source>back {back}</source>
        <translation>vuelve {back}</translation>
    </message>
    <message>
        <source>between stops</source>
        <translation>entre paradas</translation>
    </message>
    <message>
        <source>by webhook</source>
        <translation>por webhook</translation>
    </message>
    <message>
        <source>cancel</source>
        <translation>anular</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>anulada</translation>
    </message>
    <message>
        <source>cannot go on, {address}</source>
        <translation>no puede seguir, {address}</translation>
    </message>
    <message>
        <source>cannot take it</source>
        <translation>no puede tomarlo</translation>
    </message>
    <message>
        <source>case that waited is due</source>
        <translation>caso que esperaba está vencido</translation>
    </message>
    <message>
        <source>cases that waited are due</source>
        <translation>casos que esperaban están vencidos</translation>
    </message>
    <message>
        <source>changed it by a list</source>
        <translation>lo cambió por una lista</translation>
    </message>
    <message>
        <source>changes not sent yet</source>
        <translation>cambios sin enviar</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>cerrado</translation>
    </message>
    <message>
        <source>closed the case</source>
        <translation>cerró el caso</translation>
    </message>
    <message>
        <source>closed the order</source>
        <translation>cerró el pedido</translation>
    </message>
    <message>
        <source>code {code}</source>
        <translation>código {code}</translation>
    </message>
    <message>
        <source>collect</source>
        <translation>retirar</translation>
    </message>
    <message>
        <source>collect it from</source>
        <translation>retírenlo de</translation>
    </message>
    <message>
        <source>come on {day}{part}</source>
        <translation>vengan el {day}{part}</translation>
    </message>
    <message>
        <source>comes back</source>
        <translation>vuelve</translation>
    </message>
    <message>
        <source>contact tried</source>
        <translation>se intentó contactar</translation>
    </message>
    <message>
        <source>counter</source>
        <translation>mesón</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>cliente</translation>
    </message>
    <message>
        <source>customer not called</source>
        <translation>no se llamó al cliente</translation>
    </message>
    <message>
        <source>different reasons</source>
        <translation>distintos motivos</translation>
    </message>
    <message>
        <source>disposed of {since}</source>
        <translation>eliminado {since}</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hecha</translation>
    </message>
    <message>
        <source>done · load</source>
        <translation>hechas · carga</translation>
    </message>
    <message>
        <source>driver</source>
        <translation>conductor</translation>
    </message>
    <message>
        <source>driver at a door waits for a word</source>
        <translation>conductor en una puerta espera respuesta</translation>
    </message>
    <message>
        <source>drivers at doors wait for a word</source>
        <translation>conductores en puertas esperan respuesta</translation>
    </message>
    <message>
        <source>driving to</source>
        <translation>conduce a</translation>
    </message>
    <message>
        <source>entered the customer’s wish: {choice}</source>
        <translation>ingresó el deseo del cliente: {choice}</translation>
    </message>
    <message>
        <source>entered the order</source>
        <translation>ingresó el pedido</translation>
    </message>
    <message>
        <source>erased</source>
        <translation>borrado</translation>
    </message>
    <message>
        <source>exchanged at the door by</source>
        <translation>cambiado en la puerta por</translation>
    </message>
    <message>
        <source>expected {eta}</source>
        <translation>esperado {eta}</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallida</translation>
    </message>
    <message>
        <source>fetch the goods where they lie</source>
        <translation>recoger los productos donde están</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filtro</translation>
    </message>
    <message>
        <source>gave the case to {actor}</source>
        <translation>pasó el caso a {actor}</translation>
    </message>
    <message>
        <source>given by {actor}</source>
        <translation>dado por {actor}</translation>
    </message>
    <message>
        <source>goods bring</source>
        <translation>valor de productos</translation>
    </message>
    <message>
        <source>goods sent</source>
        <translation>reposición</translation>
    </message>
    <message>
        <source>handling</source>
        <translation>manejo</translation>
    </message>
    <message>
        <source>has a problem at the door: {reason}</source>
        <translation>tiene un problema en la puerta: {reason}</translation>
    </message>
    <message>
        <source>has waited; answer again or let him go on</source>
        <translation>ya esperó; responda otra vez o déjelo seguir</translation>
    </message>
    <message>
        <source>in no van</source>
        <translation>en ningún furgón</translation>
    </message>
    <message>
        <source>in run {run}</source>
        <translation>en la tanda {run}</translation>
    </message>
    <message>
        <source>in {vehicles} {since}</source>
        <translation>en {vehicles} {since}</translation>
    </message>
    <message>
        <source>is at</source>
        <translation>está en</translation>
    </message>
    <message>
        <source>it has no place for it</source>
        <translation>no tiene lugar para él</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>recién</translation>
    </message>
    <message>
        <source>keeps every window</source>
        <translation>respeta todas las ventanas</translation>
    </message>
    <message>
        <source>late by {duration}</source>
        <translation>{duration} tarde</translation>
    </message>
    <message>
        <source>late {before} → {after}</source>
        <translation>atraso {before} → {after}</translation>
    </message>
    <message>
        <source>late {late}</source>
        <translation>atraso {late}</translation>
    </message>
    <message>
        <source>leave it with</source>
        <translation>déjenlo con</translation>
    </message>
    <message>
        <source>left it without a deputy</source>
        <translation>lo dejó sin suplente</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>fuera</translation>
    </message>
    <message>
        <source>less money is lost on the goods</source>
        <translation>se pierde menos dinero en los productos</translation>
    </message>
    <message>
        <source>let down again</source>
        <translation>fallarle otra vez</translation>
    </message>
    <message>
        <source>lets it wait for the {whom} until {until}</source>
        <translation>lo deja en espera: {whom}, hasta {until}</translation>
    </message>
    <message>
        <source>locked in place</source>
        <translation>fijas en su lugar</translation>
    </message>
    <message>
        <source>looked at it again</source>
        <translation>lo miró otra vez</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>buscando…</translation>
    </message>
    <message>
        <source>made an exception</source>
        <translation>hizo una excepción</translation>
    </message>
    <message>
        <source>made {actor} its deputy from {when} on</source>
        <translation>nombró suplente a {actor} desde {when}</translation>
    </message>
    <message>
        <source>may move</source>
        <translation>pueden moverse</translation>
    </message>
    <message>
        <source>missing {since}, last held by {holder}</source>
        <translation>perdido {since}, lo tuvo por último {holder}</translation>
    </message>
    <message>
        <source>moved it to {routes_name}</source>
        <translation>lo movió a {routes_name}</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuevo</translation>
    </message>
    <message>
        <source>new case needs a decision</source>
        <translation>caso nuevo necesita una decisión</translation>
    </message>
    <message>
        <source>new cases need a decision</source>
        <translation>casos nuevos necesitan una decisión</translation>
    </message>
    <message>
        <source>new message of a driver</source>
        <translation>mensaje nuevo de un conductor</translation>
    </message>
    <message>
        <source>new messages of drivers</source>
        <translation>mensajes nuevos de conductores</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>no</source>
        <comment>texts</comment>
        <translation>0</translation>
    </message>
    <message>
        <source>no answer for {duration}</source>
        <translation>sin respuesta hace {duration}</translation>
    </message>
    <message>
        <source>no arrival reported</source>
        <translation>sin llegada informada</translation>
    </message>
    <message>
        <source>no other goods are sent</source>
        <translation>no se envían otros productos</translation>
    </message>
    <message>
        <source>no partner has to be paid</source>
        <translation>no hay que pagar a un socio</translation>
    </message>
    <message>
        <source>no photo</source>
        <translation>sin foto</translation>
    </message>
    <message>
        <source>no position yet</source>
        <translation>sin posición aún</translation>
    </message>
    <message>
        <source>no travel times yet</source>
        <translation>sin tiempos de viaje aún</translation>
    </message>
    <message>
        <source>no van has to go there</source>
        <translation>ningún furgón tiene que ir</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>nadie</translation>
    </message>
    <message>
        <source>nobody knows where</source>
        <translation>nadie sabe dónde</translation>
    </message>
    <message>
        <source>nobody on the road</source>
        <translation>nadie en la calle</translation>
    </message>
    <message>
        <source>none failed</source>
        <translation>ninguna fallida</translation>
    </message>
    <message>
        <source>none late</source>
        <translation>ninguna tarde</translation>
    </message>
    <message>
        <source>not agreed yet</source>
        <translation>aún sin aceptar</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>sin leer aún</translation>
    </message>
    <message>
        <source>not sent: {words}</source>
        <translation>sin enviar: {words}</translation>
    </message>
    <message>
        <source>nothing at stake</source>
        <translation>nada en juego</translation>
    </message>
    <message>
        <source>nothing better than the plan there is</source>
        <translation>nada mejor que el plan actual</translation>
    </message>
    <message>
        <source>nothing has to be handled</source>
        <translation>no hay nada que manejar</translation>
    </message>
    <message>
        <source>nothing served yet</source>
        <translation>nada atendido aún</translation>
    </message>
    <message>
        <source>nothing to bring back</source>
        <translation>nada que traer de vuelta</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>en ninguna parte</translation>
    </message>
    <message>
        <source>on a break since {clock}</source>
        <translation>en pausa desde {clock}</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>en camino</translation>
    </message>
    <message>
        <source>on the map</source>
        <translation>en el mapa</translation>
    </message>
    <message>
        <source>on the road</source>
        <translation>en la calle</translation>
    </message>
    <message>
        <source>opened it again: {because}</source>
        <translation>lo abrió otra vez: {because}</translation>
    </message>
    <message>
        <source>opened the case: {reason}</source>
        <translation>abrió el caso: {reason}</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>vencido</translation>
    </message>
    <message>
        <source>partner</source>
        <translation>socio</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>planificada</translation>
    </message>
    <message>
        <source>planning</source>
        <translation>planificando</translation>
    </message>
    <message>
        <source>position by {source}</source>
        <translation>posición por {source}</translation>
    </message>
    <message>
        <source>position {ago}</source>
        <translation>posición {ago}</translation>
    </message>
    <message>
        <source>price</source>
        <translation>precio</translation>
    </message>
    <message>
        <source>put it onto {where}</source>
        <translation>lo puso en {where}</translation>
    </message>
    <message>
        <source>read at {clock}</source>
        <translation>leído a las {clock}</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>listo</translation>
    </message>
    <message>
        <source>received {duration} later</source>
        <translation>recibido {duration} después</translation>
    </message>
    <message>
        <source>refund</source>
        <translation>reembolso</translation>
    </message>
    <message>
        <source>refund, the customer keeps it</source>
        <translation>reembolsar, el cliente se lo queda</translation>
    </message>
    <message>
        <source>refunding</source>
        <translation>en reembolso</translation>
    </message>
    <message>
        <source>reopened</source>
        <translation>reabierto</translation>
    </message>
    <message>
        <source>reopened {because}</source>
        <translation>reabierto {because}</translation>
    </message>
    <message>
        <source>replace</source>
        <translation>reponer</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>repuesto</translation>
    </message>
    <message>
        <source>replaced by</source>
        <translation>repuesto por</translation>
    </message>
    <message>
        <source>retry 1043 @12 · lock 7 · why 1043 @7 · or what you look for</source>
        <translation>retry 1043 @12 · lock 7 · why 1043 @7 · o lo que busca</translation>
    </message>
    <message>
        <source>retry now</source>
        <translation>reintentar ahora</translation>
    </message>
    <message>
        <source>retry today</source>
        <translation>reintentar hoy</translation>
    </message>
    <message>
        <source>road network</source>
        <translation>red vial</translation>
    </message>
    <message>
        <source>search</source>
        <translation>búsqueda</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>enviado</translation>
    </message>
    <message>
        <source>sent it back</source>
        <translation>lo devolvió</translation>
    </message>
    <message>
        <source>sent {ago}, waits for the answer</source>
        <translation>enviado {ago}, espera respuesta</translation>
    </message>
    <message>
        <source>served</source>
        <translation>atendió</translation>
    </message>
    <message>
        <source>set it out: the driver agreed</source>
        <translation>lo puso en marcha: el conductor aceptó</translation>
    </message>
    <message>
        <source>settled the refund as {status}{said}</source>
        <translation>cerró el reembolso como {status}{said}</translation>
    </message>
    <message>
        <source>shift ends {clock_on}</source>
        <translation>turno hasta {clock_on}</translation>
    </message>
    <message>
        <source>shop</source>
        <translation>tienda</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>firmado</translation>
    </message>
    <message>
        <source>signed by {name}</source>
        <translation>firmado por {name}</translation>
    </message>
    <message>
        <source>since {clock}</source>
        <translation>desde {clock}</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>saltada</translation>
    </message>
    <message>
        <source>starts {clock_on}</source>
        <translation>sale a las {clock_on}</translation>
    </message>
    <message>
        <source>stop {stop_number}</source>
        <translation>parada {stop_number}</translation>
    </message>
    <message>
        <source>straight lines until the roads are loaded</source>
        <translation>líneas rectas hasta que carguen las calles</translation>
    </message>
    <message>
        <source>the change before is still on its way.</source>
        <translation>el cambio anterior todavía está en camino.</translation>
    </message>
    <message>
        <source>the customer</source>
        <translation>el cliente</translation>
    </message>
    <message>
        <source>the customer does not wait another day</source>
        <translation>el cliente no espera otro día</translation>
    </message>
    <message>
        <source>the customer fetches it at the depot</source>
        <translation>el cliente lo retira en el depósito</translation>
    </message>
    <message>
        <source>the customer is not let down again</source>
        <translation>no se le falla otra vez al cliente</translation>
    </message>
    <message>
        <source>the depot</source>
        <translation>el depósito</translation>
    </message>
    <message>
        <source>the door</source>
        <translation>la puerta</translation>
    </message>
    <message>
        <source>the exception for {order_id} was withdrawn since</source>
        <translation>la excepción para {order_id} se retiró después</translation>
    </message>
    <message>
        <source>the first for {shop}</source>
        <translation>la primera para {shop}</translation>
    </message>
    <message>
        <source>the goods are in this van</source>
        <translation>los productos están en este furgón</translation>
    </message>
    <message>
        <source>the goods bring more</source>
        <translation>los productos rinden más</translation>
    </message>
    <message>
        <source>the goods of {order_id} are somewhere else by now</source>
        <translation>los productos de {order_id} ya están en otra parte</translation>
    </message>
    <message>
        <source>the map draws straight lines: this region has no roads</source>
        <translation>el mapa dibuja líneas rectas: esta región no tiene calles</translation>
    </message>
    <message>
        <source>the office</source>
        <translation>la oficina</translation>
    </message>
    <message>
        <source>the reason was erased</source>
        <translation>el motivo fue borrado</translation>
    </message>
    <message>
        <source>the text was erased</source>
        <translation>el texto fue borrado</translation>
    </message>
    <message>
        <source>the van is at the door</source>
        <translation>el furgón está en la puerta</translation>
    </message>
    <message>
        <source>the van is on its way</source>
        <translation>el furgón va en camino</translation>
    </message>
    <message>
        <source>the way is shorter</source>
        <translation>el camino es más corto</translation>
    </message>
    <message>
        <source>these {ahead}</source>
        <translation>estos {ahead}</translation>
    </message>
    <message>
        <source>ticked</source>
        <translation>marcado</translation>
    </message>
    <message>
        <source>time is up: the driver may fail it</source>
        <translation>se acabó el tiempo: el conductor puede darlo por fallido</translation>
    </message>
    <message>
        <source>to a collection point</source>
        <translation>a un punto de retiro</translation>
    </message>
    <message>
        <source>today</source>
        <translation>hoy</translation>
    </message>
    <message>
        <source>told the shop to refund it, {by}</source>
        <translation>pidió a la tienda reembolsarlo, {by}</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>mañana</translation>
    </message>
    <message>
        <source>took it back, so no second look is needed</source>
        <translation>lo retiró, así que no hace falta una segunda mirada</translation>
    </message>
    <message>
        <source>took it off its route</source>
        <translation>lo sacó de su ruta</translation>
    </message>
    <message>
        <source>took the case</source>
        <translation>tomó el caso</translation>
    </message>
    <message>
        <source>took the case over</source>
        <translation>tomó el caso en su lugar</translation>
    </message>
    <message>
        <source>tries it</source>
        <translation>lo intenta</translation>
    </message>
    <message>
        <source>van</source>
        <translation>furgón</translation>
    </message>
    <message>
        <source>waits for driver</source>
        <translation>espera al conductor</translation>
    </message>
    <message>
        <source>waits for {whom}</source>
        <translation>espera: {whom}</translation>
    </message>
    <message>
        <source>waits to be sent</source>
        <translation>espera para enviarse</translation>
    </message>
    <message>
        <source>waits {duration} more</source>
        <translation>espera {duration} más</translation>
    </message>
    <message>
        <source>way</source>
        <translation>camino</translation>
    </message>
    <message>
        <source>what it changed is not on the board any more.</source>
        <translation>lo que cambió ya no está en el tablero.</translation>
    </message>
    <message>
        <source>when the goods are at the depot</source>
        <translation>cuando los productos estén en el depósito</translation>
    </message>
    <message>
        <source>whereabouts not recorded</source>
        <translation>paradero no registrado</translation>
    </message>
    <message>
        <source>will be late</source>
        <translation>llegarán tarde</translation>
    </message>
    <message>
        <source>with a partner</source>
        <translation>con un socio</translation>
    </message>
    <message>
        <source>with a photo</source>
        <translation>con foto</translation>
    </message>
    <message>
        <source>with the customer {since}</source>
        <translation>con el cliente {since}</translation>
    </message>
    <message>
        <source>with {holder} {since}</source>
        <translation>con {holder} {since}</translation>
    </message>
    <message>
        <source>with {partner_name}</source>
        <translation>con {partner_name}</translation>
    </message>
    <message>
        <source>worth {worth}</source>
        <translation>valor {worth}</translation>
    </message>
    <message>
        <source>wrote</source>
        <translation>escribió</translation>
    </message>
    <message>
        <source>wrote to the customer: {kind}</source>
        <translation>escribió al cliente: {kind}</translation>
    </message>
    <message>
        <source>you</source>
        <translation>usted</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>suyo</translation>
    </message>
    <message>
        <source>{actor} sent back {about}</source>
        <translation>{actor} devolvió {about}</translation>
    </message>
    <message>
        <source>{amount} asked of the shop at {clock}</source>
        <translation>{amount} pedidos a la tienda a las {clock}</translation>
    </message>
    <message>
        <source>{asked}, {status} at {settled}{said}</source>
        <translation>{asked}, {status} a las {settled}{said}</translation>
    </message>
    <message>
        <source>{asked}; it has not answered yet</source>
        <translation>{asked}; aún no responde</translation>
    </message>
    <message>
        <source>{attempts} failed attempts</source>
        <translation>{attempts} intentos fallidos</translation>
    </message>
    <message>
        <source>{at} · Link {how}, valid until {at_2}</source>
        <translation>{at} · Enlace {how}, válido hasta {at_2}</translation>
    </message>
    <message>
        <source>{at}, and it breaks nothing.</source>
        <translation>{at}, y no incumple nada.</translation>
    </message>
    <message>
        <source>{best} costs as much as the next best way.</source>
        <translation>{best} cuesta lo mismo que la siguiente.</translation>
    </message>
    <message>
        <source>{best} is {ahead} better than the next best: {reason}.</source>
        <translation>{best} es {ahead} mejor que la siguiente: {reason}.</translation>
    </message>
    <message>
        <source>{breaks}; messages are off</source>
        <translation>{breaks}; los mensajes están apagados</translation>
    </message>
    <message>
        <source>{count} exceptions for {shop}</source>
        <translation>{count} excepciones para {shop}</translation>
    </message>
    <message>
        <source>{day} from {clock}</source>
        <translation>{day} desde {clock}</translation>
    </message>
    <message>
        <source>{distance} away</source>
        <translation>a {distance}</translation>
    </message>
    <message>
        <source>{distance} to go</source>
        <translation>quedan {distance}</translation>
    </message>
    <message>
        <source>{does} a neighbour ({words})</source>
        <translation>{does} un vecino ({words})</translation>
    </message>
    <message>
        <source>{done} of {stop} over, {load}</source>
        <translation>{done} de {stop} terminadas, {load}</translation>
    </message>
    <message>
        <source>{done} orders back in the queue</source>
        <translation>{done} pedidos de vuelta en la cola</translation>
    </message>
    <message>
        <source>{driver_at} goes on; the case is in the queue</source>
        <translation>{driver_at} sigue; el caso está en la cola</translation>
    </message>
    <message>
        <source>{driver_at} tries it</source>
        <translation>{driver_at} lo intenta</translation>
    </message>
    <message>
        <source>{driver_at} waits {minutes} minutes</source>
        <translation>{driver_at} espera {minutes} minutos</translation>
    </message>
    <message>
        <source>{driver_name} at {clock}, {ago}{where}</source>
        <translation>{driver_name} a las {clock}, {ago}{where}</translation>
    </message>
    <message>
        <source>{driver_name} at {customer}’s</source>
        <translation>{driver_name} donde {customer}</translation>
    </message>
    <message>
        <source>{driver_name} is {metres} m away, {heard}</source>
        <translation>{driver_name} está a {metres} m, {heard}</translation>
    </message>
    <message>
        <source>{duration} ago</source>
        <translation>hace {duration}</translation>
    </message>
    <message>
        <source>{duration} more</source>
        <translation>{duration} más</translation>
    </message>
    <message>
        <source>{ended} of {live} stops done</source>
        <translation>{ended} de {live} paradas hechas</translation>
    </message>
    <message>
        <source>{extra}, worth {money}</source>
        <translation>{extra}, valor {money}</translation>
    </message>
    <message>
        <source>{failed} failed</source>
        <translation>{failed} fallidas</translation>
    </message>
    <message>
        <source>{feasible} of {route} can take it without breaking anything</source>
        <translation>{feasible} de {route} pueden tomarlo respetando todo</translation>
    </message>
    <message>
        <source>{file} cannot be written</source>
        <translation>no se puede escribir {file}</translation>
    </message>
    <message>
        <source>{gain}: what the goods bring, less handling and the way</source>
        <translation>{gain}: lo que rinden los productos, menos manejo y camino</translation>
    </message>
    <message>
        <source>{held} updates</source>
        <translation>{held} cambios</translation>
    </message>
    <message>
        <source>{hidden} of {total} hidden by the {by}</source>
        <translation>{hidden} de {total} ocultos por {by}</translation>
    </message>
    <message>
        <source>{hours} days</source>
        <translation>{hours} días</translation>
    </message>
    <message>
        <source>{lanes} routes</source>
        <translation>{lanes} rutas</translation>
    </message>
    <message>
        <source>{many} back to the queue</source>
        <translation>{many} de vuelta a la cola</translation>
    </message>
    <message>
        <source>{money} at stake, {state}</source>
        <translation>{money} en juego, {state}</translation>
    </message>
    <message>
        <source>{name}	shows {shown}, hides {total}</source>
        <translation>{name}	muestra {shown}, oculta {total}</translation>
    </message>
    <message>
        <source>{name} goes on</source>
        <translation>{name} sigue</translation>
    </message>
    <message>
        <source>{name} in a better sequence</source>
        <translation>{name} en un orden mejor</translation>
    </message>
    <message>
        <source>{new_cases} new · {short}</source>
        <translation>{new_cases} nuevos · {short}</translation>
    </message>
    <message>
        <source>{number} copied</source>
        <translation>{number} copiado</translation>
    </message>
    <message numerus="yes">
        <source>{n} driver</source>
        <comment>{n} drivers</comment>
        <translation>
            <numerusform>{n} conductor</numerusform>
            <numerusform>{n} conductores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} order</source>
        <comment>{n} orders</comment>
        <translation>
            <numerusform>{n} pedido</numerusform>
            <numerusform>{n} pedidos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} photo</source>
        <comment>{n} photos</comment>
        <translation>
            <numerusform>{n} foto</numerusform>
            <numerusform>{n} fotos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} place</source>
        <comment>{n} places</comment>
        <translation>
            <numerusform>{n} lugar</numerusform>
            <numerusform>{n} lugares</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} promise</source>
        <comment>{n} promises</comment>
        <translation>
            <numerusform>{n} promesa</numerusform>
            <numerusform>{n} promesas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} route</source>
        <comment>{n} routes</comment>
        <translation>
            <numerusform>{n} ruta</numerusform>
            <numerusform>{n} rutas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} stop</source>
        <comment>{n} stops</comment>
        <translation>
            <numerusform>{n} parada</numerusform>
            <numerusform>{n} paradas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} street</source>
        <comment>{n} streets</comment>
        <translation>
            <numerusform>{n} calle</numerusform>
            <numerusform>{n} calles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} visit</source>
        <comment>{n} visits</comment>
        <translation>
            <numerusform>{n} visita</numerusform>
            <numerusform>{n} visitas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} window</source>
        <comment>{n} windows</comment>
        <translation>
            <numerusform>{n} ventana</numerusform>
            <numerusform>{n} ventanas</numerusform>
        </translation>
    </message>
    <message>
        <source>{open_ones} to answer</source>
        <translation>{open_ones} por responder</translation>
    </message>
    <message>
        <source>{order_id} cannot be moved any more.</source>
        <translation>{order_id} ya no se puede mover.</translation>
    </message>
    <message>
        <source>{order_id} cannot go on {route}: {words}.</source>
        <translation>{order_id} no puede ir en {route}: {words}.</translation>
    </message>
    <message>
        <source>{order_id} is at its best place there already.</source>
        <translation>{order_id} ya está ahí en su mejor lugar.</translation>
    </message>
    <message>
        <source>{order_id} is closed: the shop refuses it</source>
        <translation>{order_id} está cerrado: la tienda se niega</translation>
    </message>
    <message>
        <source>{order_id} is not replaced any more</source>
        <translation>{order_id} ya no se repone</translation>
    </message>
    <message>
        <source>{order_id} is on a route again</source>
        <translation>{order_id} está otra vez en una ruta</translation>
    </message>
    <message>
        <source>{order_id} is on no route.</source>
        <translation>{order_id} no está en ninguna ruta.</translation>
    </message>
    <message>
        <source>{order_id} is on that day already.</source>
        <translation>{order_id} ya está en ese día.</translation>
    </message>
    <message>
        <source>{order_id} is open again</source>
        <translation>{order_id} está abierto otra vez</translation>
    </message>
    <message>
        <source>{order_id} is past its deadline</source>
        <translation>{order_id} está fuera de plazo</translation>
    </message>
    <message>
        <source>{order_id} is refunded</source>
        <translation>{order_id} está reembolsado</translation>
    </message>
    <message>
        <source>{order_id} is with {partner_name}</source>
        <translation>{order_id} está con {partner_name}</translation>
    </message>
    <message>
        <source>{order_id} is yours</source>
        <translation>{order_id} es suyo</translation>
    </message>
    <message>
        <source>{order_id} moved to {name}</source>
        <translation>{order_id} movido a {name}</translation>
    </message>
    <message>
        <source>{order_id} on {route} as stop {index}: {sums}, {money}</source>
        <translation>{order_id} en {route} como parada {index}: {sums}, {money}</translation>
    </message>
    <message>
        <source>{order_id} onto {name}</source>
        <translation>{order_id} en {name}</translation>
    </message>
    <message>
        <source>{order_id} stays in the queue: {words}</source>
        <translation>{order_id} queda en la cola: {words}</translation>
    </message>
    <message>
        <source>{order_id} taken off {name}</source>
        <translation>{order_id} sacado de {name}</translation>
    </message>
    <message>
        <source>{order_id} to the depot</source>
        <translation>{order_id} al depósito</translation>
    </message>
    <message>
        <source>{order_id} to {day_words}</source>
        <translation>{order_id} al {day_words}</translation>
    </message>
    <message>
        <source>{order_id} waits at the counter</source>
        <translation>{order_id} espera en el mesón</translation>
    </message>
    <message>
        <source>{order_id} was fetched by its customer</source>
        <translation>{order_id} fue retirado por su cliente</translation>
    </message>
    <message>
        <source>{order_id} was moved to {name} since</source>
        <translation>{order_id} se movió después a {name}</translation>
    </message>
    <message>
        <source>{order_id} was planned anew since</source>
        <translation>{order_id} se planificó de nuevo después</translation>
    </message>
    <message>
        <source>{order_id} with {name} to {point}</source>
        <translation>{order_id} con {name} a {point}</translation>
    </message>
    <message>
        <source>{order} is replaced; plan the new order</source>
        <translation>{order} se repone; planifique el pedido nuevo</translation>
    </message>
    <message>
        <source>{order} of {routes_name}</source>
        <translation>{order} de {routes_name}</translation>
    </message>
    <message>
        <source>{others} stops {words}</source>
        <translation>{others} paradas {words}</translation>
    </message>
    <message>
        <source>{over} of {stop} over</source>
        <translation>{over} de {stop} terminadas</translation>
    </message>
    <message>
        <source>{partner_name} is done</source>
        <translation>{partner_name} terminó</translation>
    </message>
    <message>
        <source>{partner_name}, until {clock_words}</source>
        <translation>{partner_name}, hasta {clock_words}</translation>
    </message>
    <message>
        <source>{pending} waiting for the line</source>
        <translation>{pending} esperan la línea</translation>
    </message>
    <message>
        <source>{placed} of {order} placed{worth}</source>
        <translation>{placed} de {order} ubicados{worth}</translation>
    </message>
    <message>
        <source>{place} by own roads: no answer</source>
        <translation>{place} por calles propias: sin respuesta</translation>
    </message>
    <message>
        <source>{place} by straight line</source>
        <translation>{place} en línea recta</translation>
    </message>
    <message>
        <source>{quiet} silent</source>
        <translation>{quiet} sin señal</translation>
    </message>
    <message>
        <source>{routes_name} was changed since</source>
        <translation>{routes_name} cambió después</translation>
    </message>
    <message>
        <source>{routes} routes in one area</source>
        <translation>{routes} rutas en una zona</translation>
    </message>
    <message>
        <source>{routes} routes. Drop an order here to move it to this day.</source>
        <translation>{routes} rutas. Suelte aquí un pedido para moverlo a este día.</translation>
    </message>
    <message>
        <source>{routes}, no stop moved</source>
        <translation>{routes}, ninguna parada movida</translation>
    </message>
    <message>
        <source>{route} cannot go on</source>
        <translation>{route} no puede seguir</translation>
    </message>
    <message>
        <source>{route} goes on. There is nothing to split.</source>
        <translation>{route} sigue. No hay nada que repartir.</translation>
    </message>
    <message>
        <source>{route} planned anew ({name})</source>
        <translation>{route} planificadas de nuevo ({name})</translation>
    </message>
    <message>
        <source>{route} {driver_name} does not answer</source>
        <translation>{route} {driver_name} no responde</translation>
    </message>
    <message>
        <source>{route} {driver_name} is silent</source>
        <translation>{route} {driver_name} sin señal</translation>
    </message>
    <message>
        <source>{route} {driver_name} will miss {window}</source>
        <translation>{route} {driver_name} no alcanzará {window}</translation>
    </message>
    <message>
        <source>{row_name} · {news} new</source>
        <translation>{row_name} · {news} nuevos</translation>
    </message>
    <message>
        <source>{served} served</source>
        <translation>{served} atendidas</translation>
    </message>
    <message>
        <source>{servers} at {partition}</source>
        <translation>{servers} en {partition}</translation>
    </message>
    <message>
        <source>{share} full at its peak</source>
        <translation>{share} lleno en su máximo</translation>
    </message>
    <message>
        <source>{shop} has no return policy here: decide as you think right.</source>
        <translation>{shop} no tiene política de devolución aquí: decida como crea justo.</translation>
    </message>
    <message>
        <source>{sign}{minutes} min</source>
        <translation>{sign}{minutes} min</translation>
    </message>
    <message>
        <source>{stop_id} was moved again since</source>
        <translation>{stop_id} se movió otra vez después</translation>
    </message>
    <message>
        <source>{stops} stops</source>
        <translation>{stops} paradas</translation>
    </message>
    <message>
        <source>{stop} late</source>
        <translation>{stop} tarde</translation>
    </message>
    <message>
        <source>{stop} of {driver}</source>
        <translation>{stop} de {driver}</translation>
    </message>
    <message>
        <source>{stop} of {routes} moved</source>
        <translation>{stop} de {routes} movidas</translation>
    </message>
    <message>
        <source>{street} closed</source>
        <translation>{street} cerradas</translation>
    </message>
    <message>
        <source>{task} {order} by {route}, {driver}</source>
        <translation>{task} {order} por {route}, {driver}</translation>
    </message>
    <message>
        <source>{texts} texts go out</source>
        <translation>salen {texts} mensajes</translation>
    </message>
    <message>
        <source>{visit} failed there before</source>
        <translation>antes falló ahí {visit}</translation>
    </message>
    <message>
        <source>{waiting} updates wait</source>
        <translation>{waiting} cambios esperan</translation>
    </message>
    <message>
        <source>{where}, until {day} {clock}</source>
        <translation>{where}, hasta {day} {clock}</translation>
    </message>
    <message>
        <source>{whom} due</source>
        <translation>{whom}: vencido</translation>
    </message>
    <message>
        <source>{words}
What should the driver of {route} try?</source>
        <translation>{words}
¿Qué debe probar el conductor de {route}?</translation>
    </message>
    <message>
        <source>{words} (refused: {words_2})</source>
        <translation>{words} (rechazado: {words_2})</translation>
    </message>
    <message>
        <source>{words} given to others</source>
        <translation>{words} dados a otros</translation>
    </message>
    <message>
        <source>{words} left</source>
        <translation>{words} restantes</translation>
    </message>
    <message>
        <source>{words} over</source>
        <translation>{words} de atraso</translation>
    </message>
    <message>
        <source>{words} · Ctrl+Z undoes it</source>
        <translation>{words} · Ctrl+Z lo deshace</translation>
    </message>
    <message>
        <source>{words} · Ctrl+Z undoes it{also}</source>
        <translation>{words} · Ctrl+Z lo deshace{also}</translation>
    </message>
    <message>
        <source>{words} · expected {clock}</source>
        <translation>{words} · esperado {clock}</translation>
    </message>
    <message>
        <source>{words}, so its change was not sent. Send it by hand.</source>
        <translation>{words}, así que su cambio no se envió. Envíelo a mano.</translation>
    </message>
    <message>
        <source>{words}. Make an exception first.</source>
        <translation>{words}. Haga primero una excepción.</translation>
    </message>
    <message>
        <source>{words}. Send the change all the same?</source>
        <translation>{words}. ¿Enviar el cambio de todos modos?</translation>
    </message>
    <message>
        <source>{words}: costs {cost}, gains {worth} over the next best</source>
        <translation>{words}: cuesta {cost}, gana {worth} sobre la siguiente</translation>
    </message>
    <message>
        <source>{words}: to which route?</source>
        <translation>{words}: ¿a qué ruta?</translation>
    </message>
    <message>
        <source>{words}: {done} of {changes}</source>
        <translation>{words}: {done} de {changes}</translation>
    </message>
    <message>
        <source>{words}: {gain}, by {route}</source>
        <translation>{words}: {gain}, por {route}</translation>
    </message>
    <message>
        <source>{words}; changed again since</source>
        <translation>{words}; cambió otra vez después</translation>
    </message>
    <message>
        <source>✓ faded: done · × red: failed · ring: under way · dashed: driver has not agreed yet</source>
        <translation>✓ tenue: hecha · × roja: fallida · anillo: en curso · línea cortada: el conductor aún no acepta</translation>
    </message>
</context>
</TS>
