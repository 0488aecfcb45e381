// What the driver did, until the hub has answered: kept before anything else happens, sent in the
// order of doing, one at a time, under the same id as often as it takes.

import { stamp } from "./clock.js";
import { applied } from "./overlay.js";
import { LineDown } from "./line.js";
import { PhotoRefused, prepared, upload } from "./photos.js";

const TRY_AGAIN_MS = 5_000;

export class Outbox {
  // `changed` is called whenever something in the store is another.
  constructor(store, changed) {
    this.store = store;
    this.changed = changed;
    this.line = null;
    this.isSending = false;
    this.isWanted = false;
  }

  // Keep an action. `about` is what the list of unsaved actions calls it; `place` puts the ids of
  // `files` into the command.
  async add(command, about, files = [], place = () => undefined) {
    const photos = await Promise.all(files.map(prepared));
    place(photos.map((photo) => photo.id));
    const ids = photos.map((photo) => photo.id);
    const { driver_id } = (await this.store.kept("session")) ?? {};
    await this.store.put({ command, about, at: command.at ?? stamp(), photos: ids, driver_id }, photos);
    await this.changed();
    this.send();
  }

  // Begin to send; only the tab that holds the line has one.
  async send() {
    this.isWanted = true;
    if (this.isSending || !this.line) return;
    this.isSending = true;
    try {
      while (this.isWanted && this.line.state === "live") await this.sendAll();
    } catch (error) {
      // A line that went down sends again when it is back.
      if (!(error instanceof LineDown)) setTimeout(() => this.send(), TRY_AGAIN_MS);
    } finally {
      this.isSending = false;
    }
  }

  async sendAll() {
    this.isWanted = false;
    for (let entry = await this.next(); entry; entry = await this.next()) await this.deliver(entry);
  }

  async next() {
    return (await this.store.entries()).find((entry) => isOf(entry, this.line.session));
  }

  async deliver(entry) {
    const whole = await this.withPhotos(entry);
    const answer = await this.line.ask(this.store.idOf(entry.n), whole.command);
    if (answer.frame === "refused" && answer.is_temporary) throw new Error(answer.words);
    await this.store.settle(whole, answer.frame === "accepted"
      ? { change: (view) => applied(view, whole.command) } : { words: answer.words });
    await this.changed();
  }

  // A photo that the hub will never take does not hold up what the driver did.
  async withPhotos(entry) {
    for (const id of entry.photos) {
      const photo = await this.store.photo(id);
      try {
        if (photo) await upload(photo, this.line.session.token);
      } catch (error) {
        if (!(error instanceof PhotoRefused)) throw error;
        const kept = withoutPhoto(entry, id);
        await this.store.change(kept);
        return this.withPhotos(kept);
      }
    }
    return entry;
  }
}

// What one driver did is never sent as another's: it waits until that driver has a link again.
export const isOf = (entry, session) =>
  !entry.driver_id || !session?.driver_id || entry.driver_id === session.driver_id;

function withoutPhoto(entry, id) {
  const { photo, signature, photos, ...command } = entry.command;
  if (photo && photo !== id) command.photo = photo;
  if (signature && signature !== id) command.signature = signature;
  if (photos) command.photos = photos.filter((other) => other !== id);
  return { ...entry, command, photos: entry.photos.filter((other) => other !== id) };
}
