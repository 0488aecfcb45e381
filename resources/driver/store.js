// What must survive: who the phone is, the last list, actions on their way with their photos, and
// what the hub refused. Everything is on the disk when a promise is kept.

const NAME = "backhaul.driver";

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const written = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = () => reject(transaction.error);
});

function make(database) {
  database.createObjectStore("kept");
  // Numbers of the outbox are given once: not even after everything was sent does one come again.
  database.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
  database.createObjectStore("refused", { keyPath: "n" });
  database.createObjectStore("photos", { keyPath: "id" });
}

export async function openStore() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => make(request.result);
  const store = new Store(await asked(request));
  await store.nameDevice();
  return store;
}

class Store {
  constructor(database) {
    this.database = database;
  }

  begin(names, mode) {
    return this.database.transaction(names, mode, { durability: "strict" });
  }

  // `epoch` tells this database from one that was cleared: its numbers start again.
  async nameDevice() {
    this.device = await this.kept("device");
    if (this.device) return;
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    this.device = { device: [...bytes].map((b) => b.toString(16).padStart(2, "0")).join(""), epoch: Date.now() };
    await this.keep("device", this.device);
    await navigator.storage?.persist?.();
  }

  idOf(n) {
    return `page:${this.device.device}.${this.device.epoch}.${n}`;
  }

  kept(key) {
    return asked(this.begin(["kept"], "readonly").objectStore("kept").get(key));
  }

  async keep(key, value) {
    const transaction = this.begin(["kept"], "readwrite");
    transaction.objectStore("kept").put(value, key);
    await written(transaction);
  }

  entries() {
    return asked(this.begin(["outbox"], "readonly").objectStore("outbox").getAll());
  }

  refused() {
    return asked(this.begin(["refused"], "readonly").objectStore("refused").getAll());
  }

  photo(id) {
    return asked(this.begin(["photos"], "readonly").objectStore("photos").get(id));
  }

  // An action and its photos, both or neither; its number.
  async put(entry, photos) {
    const transaction = this.begin(["outbox", "photos"], "readwrite");
    for (const photo of photos) transaction.objectStore("photos").put(photo);
    const number = asked(transaction.objectStore("outbox").add(entry));
    await written(transaction);
    return number;
  }

  async change(entry) {
    const transaction = this.begin(["outbox"], "readwrite");
    transaction.objectStore("outbox").put(entry);
    await written(transaction);
  }

  // The hub has answered: what was done changes the list for good, or the `words` of a refusal stay.
  async settle(entry, { change, words }) {
    const transaction = this.begin(["outbox", "photos", "refused", "kept"], "readwrite");
    const outbox = transaction.objectStore("outbox");
    outbox.delete(entry.n);
    if (words) transaction.objectStore("refused").put({ ...entry, words });
    const kept = transaction.objectStore("kept");
    const view = kept.get("view");
    view.onsuccess = () => change && view.result && kept.put(change(view.result), "view");
    const others = outbox.getAll();
    others.onsuccess = () => {
      const wanted = new Set(others.result.flatMap((other) => other.photos));
      for (const id of entry.photos) if (!wanted.has(id)) transaction.objectStore("photos").delete(id);
    };
    await written(transaction);
  }

  async forget(n) {
    const transaction = this.begin(["refused"], "readwrite");
    transaction.objectStore("refused").delete(n);
    await written(transaction);
  }
}
