// What a person keeps on this device: things to read without network, and drafts. It is the browser's own store, no
// cache; pages and the service worker share this file.
self.pocket = {
  async run(store, mode, work) {
    const base = await new Promise((done, failed) => {
      const asked = indexedDB.open("pocket", 1);
      asked.onupgradeneeded = () => {
        for (const name of ["things", "drafts"]) asked.result.createObjectStore(name, { keyPath: "id" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    try {
      return await new Promise((done, failed) => {
        const unit = base.transaction(store, mode);
        const asked = work(unit.objectStore(store));
        unit.oncomplete = () => done(asked.result);
        unit.onabort = () => failed(unit.error);
      });
    } finally {
      base.close();
    }
  },
  all: (store) => pocket.run(store, "readonly", (one) => one.getAll()),
  get: (store, id) => pocket.run(store, "readonly", (one) => one.get(id)),
  put: (store, value) => pocket.run(store, "readwrite", (one) => one.put(value)),
  drop: (store, id) => pocket.run(store, "readwrite", (one) => one.delete(id)),
};
