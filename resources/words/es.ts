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
        <source> since {clock}</source>
        <translation> desde {clock}</translation>
    </message>
    <message>
        <source> · own van</source>
        <translation>  · furgón propio</translation>
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
        <source>! red: late, with the window it misses · ? problem at the door · lock: keeps its place</source>
        <translation>! roja: tarde, con la ventana que no alcanza · ? problema en la puerta · candado: mantiene su lugar</translation>
    </message>
    <message>
        <source>, chosen</source>
        <translation>, elegido</translation>
    </message>
    <message>
        <source>, promised {window}</source>
        <translation>, prometida {window}</translation>
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
        <source>A return nobody has planned</source>
        <translation>Devolución sin planificar</translation>
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
        <source>All quiet. Late stops, silent drivers and open answers appear here.</source>
        <translation>Todo tranquilo. Aquí aparecen atrasos, conductores sin señal y respuestas pendientes.</translation>
    </message>
    <message>
        <source>All routes: {hint}</source>
        <translation>Todas las rutas: {hint}</translation>
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
        <source>At {point_words}, {route} {day}</source>
        <translation>En {point_words}, {route} {day}</translation>
    </message>
    <message>
        <source>Back {clock_on}, shift ends {clock_on_2}</source>
        <translation>Vuelve {clock_on}, turno hasta {clock_on_2}</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>Equilibrado</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Ambos</translation>
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
        <source>Changes were sent and neither accepted nor declined.</source>
        <translation>Se enviaron cambios; no los aceptó ni los rechazó.</translation>
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
        <source>Clear the search or choose To decide.</source>
        <translation>Borre la búsqueda o elija Por decidir.</translation>
    </message>
    <message>
        <source>Clock of the depot</source>
        <translation>Reloj del depósito</translation>
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
        <source>Collection failed</source>
        <translation>Retiro fallido</translation>
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
        <source>Delivery failed</source>
        <translation>Entrega fallida</translation>
    </message>
    <message>
        <source>Delivery without a route</source>
        <translation>Entrega sin ruta</translation>
    </message>
    <message>
        <source>Details of the case</source>
        <translation>Detalles del caso</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Hechas</translation>
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
        <source>Due</source>
        <translation>Plazo</translation>
    </message>
    <message>
        <source>Earlier attempts</source>
        <translation>Intentos anteriores</translation>
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
        <source>Enter keeps the note for your colleagues; N jumps here</source>
        <translation>Enter guarda la nota para sus colegas; N salta aquí</translation>
    </message>
    <message>
        <source>Everything that needs a decision now</source>
        <translation>Todo lo que necesita una decisión ahora</translation>
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
        <source>Hand over to {other_driver}</source>
        <translation>Traspasar a {other_driver}</translation>
    </message>
    <message>
        <source>Hatched: break or after the shift · dotted: waiting for a window</source>
        <translation>Achurado: pausa o fuera de turno · punteado: espera una ventana</translation>
    </message>
    <message>
        <source>Import orders (Ctrl+I), plan a day (Ctrl+D), routes as files</source>
        <translation>Importar pedidos (Ctrl+I), planificar un día (Ctrl+D), rutas como archivos</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Detalle</translation>
    </message>
    <message>
        <source>Is {how} order {new} on {day}</source>
        <translation>Está {how} el pedido {new} el {day}</translation>
    </message>
    <message>
        <source>Keep (Esc)</source>
        <translation>Dejar (Esc)</translation>
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
        <source>Left in the queue: {left}</source>
        <translation>Quedan en la cola: {left}</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>Leyenda</translation>
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
        <source>Live</source>
        <translation>En línea</translation>
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
        <source>Look again for the day as it is now</source>
        <translation>Buscar de nuevo para el día como está ahora</translation>
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
        <source>Needs a decision</source>
        <translation>Necesita una decisión</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevos</translation>
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
        <source>No routes yet</source>
        <translation>Todavía no hay rutas</translation>
    </message>
    <message>
        <source>Not admitted</source>
        <translation>Sin acceso</translation>
    </message>
    <message>
        <source>Nothing is saved{since}. {what}; the hub then goes on by itself.</source>
        <translation>No se guarda nada{since}. {what}; después el hub sigue solo.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nada coincide</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>Nada elegido</translation>
    </message>
    <message>
        <source>Nothing waits for a decision</source>
        <translation>Nada espera una decisión</translation>
    </message>
    <message>
        <source>Nothing was written. What drivers write appears here; F4 writes.</source>
        <translation>No hay mensajes. Lo que escriben los conductores aparece aquí; F4 escribe.</translation>
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
        <source>Open cases</source>
        <translation>Casos abiertos</translation>
    </message>
    <message>
        <source>Open the photo</source>
        <translation>Abrir la foto</translation>
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
        <source>Other goods, {near_day}</source>
        <translation>Otros productos, {near_day}</translation>
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
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <source>Photo of the attempt</source>
        <translation>Foto del intento</translation>
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
        <source>Plans</source>
        <translation>Planes</translation>
    </message>
    <message>
        <source>Plans (F5)</source>
        <translation>Planes (F5)</translation>
    </message>
    <message>
        <source>Plans for the day</source>
        <translation>Planes para el día</translation>
    </message>
    <message>
        <source>Problem at the door: {reason}</source>
        <translation>Problema en la puerta: {reason}</translation>
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
        <source>Put aside until somebody answers or a time comes</source>
        <translation>Apartado hasta que alguien responda o llegue la hora</translation>
    </message>
    <message>
        <source>Put away; the window&apos;s menu brings it back</source>
        <translation>Guardar; el menú de la ventana lo trae de vuelta</translation>
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
        <source>Receipt</source>
        <translation>Comprobante</translation>
    </message>
    <message>
        <source>Receive, inspect, lots, containers, close the day (Ctrl+G)</source>
        <translation>Recibir, inspeccionar, lotes, envases, cerrar el día (Ctrl+G)</translation>
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
        <source>Regions</source>
        <translation>Regiones</translation>
    </message>
    <message>
        <source>Regions: roads, maps and addresses (Ctrl+Shift+G)</source>
        <translation>Regiones: calles, mapas y direcciones (Ctrl+Shift+G)</translation>
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
        <source>Rewind</source>
        <translation>Rebobinar</translation>
    </message>
    <message>
        <source>Rewound to {clock}</source>
        <translation>Rebobinado a {clock}</translation>
    </message>
    <message>
        <source>Route board</source>
        <translation>Tablero de rutas</translation>
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
        <source>Saves what can be saved, however much changes.</source>
        <translation>Ahorra lo que se pueda, cambie lo que cambie.</translation>
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
        <source>Send</source>
        <translation>Enviar</translation>
    </message>
    <message>
        <source>Send all  (Ctrl+Enter)</source>
        <translation>Enviar todo  (Ctrl+Enter)</translation>
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
        <source>Settings of the depot</source>
        <translation>Ajustes del depósito</translation>
    </message>
    <message>
        <source>Settings of the depot (Ctrl+,)</source>
        <translation>Ajustes del depósito (Ctrl+,)</translation>
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
        <source>Show all</source>
        <translation>Mostrar todo</translation>
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
        <source>Speed of the simulated day</source>
        <translation>Velocidad del día simulado</translation>
    </message>
    <message>
        <source>Speed of the simulated day: {rate_words}</source>
        <translation>Velocidad del día simulado: {rate_words}</translation>
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
        <source>Stops on time</source>
        <translation>A tiempo</translation>
    </message>
    <message>
        <source>Stops over, of all stops of the day.</source>
        <translation>Paradas terminadas, de todas las del día.</translation>
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
        <source>Take over from {other_driver}</source>
        <translation>Recibir de {other_driver}</translation>
    </message>
    <message>
        <source>Take the proposal</source>
        <translation>Tomar la propuesta</translation>
    </message>
    <message>
        <source>Takes back what was sent</source>
        <translation>Retira lo que se había enviado</translation>
    </message>
    <message>
        <source>Tell the driver what may help (Y)</source>
        <translation>Decir al conductor qué puede ayudar (Y)</translation>
    </message>
    <message>
        <source>The day as it stood at any moment (F8)</source>
        <translation>El día como estaba en cualquier momento (F8)</translation>
    </message>
    <message>
        <source>The driver has not agreed to it yet</source>
        <translation>El conductor todavía no está de acuerdo</translation>
    </message>
    <message>
        <source>The photo is being fetched</source>
        <translation>Se está trayendo la foto</translation>
    </message>
    <message>
        <source>The supervisor&apos;s desk (F6)</source>
        <translation>El escritorio del supervisor (F6)</translation>
    </message>
    <message>
        <source>The worst by {duration}.</source>
        <translation>La peor por {duration}.</translation>
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
        <source>To-send tray</source>
        <translation>Bandeja por enviar</translation>
    </message>
    <message>
        <source>Today, </source>
        <translation>Hoy, </translation>
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
        <source>Unknown address</source>
        <translation>Dirección desconocida</translation>
    </message>
    <message>
        <source>Unknown customer</source>
        <translation>Cliente desconocido</translation>
    </message>
    <message>
        <source>Unplanned</source>
        <translation>Sin ruta</translation>
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
        <source>Waiting</source>
        <translation>En espera</translation>
    </message>
    <message>
        <source>Waits {duration} for the window</source>
        <translation>Espera {duration} la ventana</translation>
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
        <source>What happened, order, customer. Most money at stake and most urgent first; a click sorts by age.</source>
        <translation>Qué pasó, pedido, cliente. Primero lo que más dinero pone en juego y más urge; un clic ordena por antigüedad.</translation>
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
        <source>X hexagon: exchange · H bow tie: hand-over to another van</source>
        <translation>X hexágono: cambio · H moño: traspaso a otro furgón</translation>
    </message>
    <message>
        <source>Yesterday, </source>
        <translation>Ayer, </translation>
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
        <source>another day</source>
        <translation>otro día</translation>
    </message>
    <message>
        <source>another van</source>
        <translation>otro furgón</translation>
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
        <source>at once</source>
        <translation>de inmediato</translation>
    </message>
    <message>
        <source>at {clock}</source>
        <translation>a las {clock}</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>anulada</translation>
    </message>
    <message>
        <source>cannot take it</source>
        <translation>no puede tomarlo</translation>
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
        <source>comes back</source>
        <translation>vuelve</translation>
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
        <source>exchanged at the door by</source>
        <translation>cambiado en la puerta por</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fallida</translation>
    </message>
    <message>
        <source>filter</source>
        <translation>filtro</translation>
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
        <source>just now</source>
        <translation>recién</translation>
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
        <source>looking…</source>
        <translation>buscando…</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuevo</translation>
    </message>
    <message>
        <source>no answer for {duration}</source>
        <translation>sin respuesta hace {duration}</translation>
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
        <source>on its way</source>
        <translation>en camino</translation>
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
        <source>position {ago}</source>
        <translation>posición {ago}</translation>
    </message>
    <message>
        <source>price</source>
        <translation>precio</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>listo</translation>
    </message>
    <message>
        <source>refund</source>
        <translation>reembolso</translation>
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
        <source>replaced</source>
        <translation>repuesto</translation>
    </message>
    <message>
        <source>replaced by</source>
        <translation>repuesto por</translation>
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
        <source>sent {ago}, waits for the answer</source>
        <translation>enviado {ago}, espera respuesta</translation>
    </message>
    <message>
        <source>shop</source>
        <translation>tienda</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>saltada</translation>
    </message>
    <message>
        <source>stop {stop_number}</source>
        <translation>parada {stop_number}</translation>
    </message>
    <message>
        <source>the customer does not wait another day</source>
        <translation>el cliente no espera otro día</translation>
    </message>
    <message>
        <source>the customer is not let down again</source>
        <translation>no se le falla otra vez al cliente</translation>
    </message>
    <message>
        <source>the goods bring more</source>
        <translation>los productos rinden más</translation>
    </message>
    <message>
        <source>the office</source>
        <translation>la oficina</translation>
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
        <source>ticked</source>
        <translation>marcado</translation>
    </message>
    <message>
        <source>today</source>
        <translation>hoy</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>mañana</translation>
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
        <source>way</source>
        <translation>camino</translation>
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
        <source>with {partner_name}</source>
        <translation>con {partner_name}</translation>
    </message>
    <message>
        <source>worth {worth}</source>
        <translation>valor {worth}</translation>
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
        <source>{best} costs as much as the next best way.</source>
        <translation>{best} cuesta lo mismo que la siguiente.</translation>
    </message>
    <message>
        <source>{best} is {ahead} better than the next best: {reason}.</source>
        <translation>{best} es {ahead} mejor que la siguiente: {reason}.</translation>
    </message>
    <message>
        <source>{day} from {clock}</source>
        <translation>{day} desde {clock}</translation>
    </message>
    <message>
        <source>{done} of {stop} over, {load}</source>
        <translation>{done} de {stop} terminadas, {load}</translation>
    </message>
    <message>
        <source>{duration} ago</source>
        <translation>hace {duration}</translation>
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
        <source>{money} at stake, {state}</source>
        <translation>{money} en juego, {state}</translation>
    </message>
    <message>
        <source>{new_cases} new · {short}</source>
        <translation>{new_cases} nuevos · {short}</translation>
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
        <source>{n} place</source>
        <comment>{n} places</comment>
        <translation>
            <numerusform>{n} lugar</numerusform>
            <numerusform>{n} lugares</numerusform>
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
        <source>{order_id} is past its deadline</source>
        <translation>{order_id} está fuera de plazo</translation>
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
        <source>{sign}{minutes} min</source>
        <translation>{sign}{minutes} min</translation>
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
        <source>{words} left</source>
        <translation>{words} restantes</translation>
    </message>
    <message>
        <source>{words} over</source>
        <translation>{words} de atraso</translation>
    </message>
    <message>
        <source>{words}: costs {cost}, gains {worth} over the next best</source>
        <translation>{words}: cuesta {cost}, gana {worth} sobre la siguiente</translation>
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
