/** The till's database in the browser: documents, small facts, and the catalogue. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';

export type Delivery = 'unsent' | 'sent' | 'refused' | 'different';

export interface DocumentRecord {
  id: string;
  kind: string;
  number: string;
  shift: string | null;
  /** The sale that a return takes back. */
  of: string | null;
  made_at: string;
  epoch: number;
  position: number;
  state: Delivery;
  /** [epoch, position] while the document waits; absent afterwards, so that the index holds only what waits. */
  unsent?: [number, number];
  /** What the server said, when it was not plain acceptance. */
  answer?: string;
  document: Readonly<Record<string, unknown>>;
}

export interface SnapshotRecord {
  cursor: string;
  /** gzip of the JSON of all entities. */
  bytes: Uint8Array<ArrayBuffer>;
}

export interface TillSchema extends DBSchema {
  documents: {
    key: string;
    value: DocumentRecord;
    indexes: { unsent: [number, number]; made_at: string; number: string; shift: string; state: string; of: string; place: [number, number] };
  };
  facts: { key: string; value: unknown };
  snapshots: { key: string; value: SnapshotRecord };
  deltas: { key: number; value: { cursor: string; changes: unknown[] } };
}

export type Storage = IDBPDatabase<TillSchema>;
export type StoreName = 'documents' | 'facts' | 'snapshots' | 'deltas';
export type Writing = IDBPTransaction<TillSchema, ('documents' | 'facts')[], 'readwrite'>;

export function openStorage(name = 'tillbook'): Promise<Storage> {
  return openDB<TillSchema>(name, 1, {
    upgrade(db) {
      const documents = db.createObjectStore('documents', { keyPath: 'id' });
      documents.createIndex('unsent', 'unsent');
      documents.createIndex('made_at', 'made_at');
      documents.createIndex('number', 'number');
      documents.createIndex('shift', 'shift');
      documents.createIndex('state', 'state');
      documents.createIndex('of', 'of');
      documents.createIndex('place', ['epoch', 'position'], { unique: true });
      db.createObjectStore('facts');
      db.createObjectStore('snapshots');
      db.createObjectStore('deltas', { autoIncrement: true });
    }
  });
}

/** Asks the browser never to evict our data; false when it refuses or cannot say. */
export async function askToPersist(): Promise<boolean> {
  if (!('storage' in navigator) || !('persist' in navigator.storage)) return false;
  return (await navigator.storage.persisted()) || (await navigator.storage.persist());
}
