import DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';
import type { Handling } from '../../schema/vocabulary';
import type { EntityClass } from './database';
import { isId } from './fields';
import type { RecordEntity } from './record';

/** A list of rows under a parent, such as the missing episodes of a child: newest first, ties by id. */
export interface ListOf<T extends { id: string }> {
  entity: EntityClass<T>;
  by: keyof T & string;
  newestFirst: keyof T & string;
}

/** The loaders of one request: whatever is asked within a tick goes out as one statement, however it was aliased. */
export interface Loaders {
  row<T extends { id: string }>(entity: EntityClass<T>): DataLoader<string, T | null>;
  list<T extends { id: string }>(list: ListOf<T>): DataLoader<string, T[]>;
}

export interface RecordReference {
  id: string;
  subjectId: string;
  ownerId: string;
  handling: Handling;
}

function createRowLoader<T extends { id: string }>(
  manager: EntityManager,
  entity: EntityClass<T>,
): DataLoader<string, T | null> {
  return new DataLoader<string, T | null>(async (ids) => {
    const rows = await manager.createQueryBuilder(entity, 'r').where('r.id = any(:ids)', { ids }).getMany();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  });
}

function createListLoader<T extends { id: string }>(manager: EntityManager, list: ListOf<T>): DataLoader<string, T[]> {
  const { entity, by, newestFirst } = list;
  return new DataLoader<string, T[]>(async (parents) => {
    const rows = await manager
      .createQueryBuilder(entity, 'r')
      .where(`r.${by} = any(:parents)`, { parents })
      .orderBy(`r.${newestFirst}`, 'DESC', 'NULLS LAST')
      .addOrderBy('r.id', 'DESC')
      .getMany();
    const byParent = new Map<unknown, T[]>(parents.map((parent) => [parent, []]));
    for (const row of rows) byParent.get(row[by])?.push(row);
    return parents.map((parent) => byParent.get(parent) ?? []);
  });
}

/** Creates the loaders of one request. INVARIANT: never shared between requests, so no caller sees another's rows. */
export function createLoaders(manager: EntityManager): Loaders {
  const rows = new Map<unknown, unknown>();
  const lists = new Map<unknown, unknown>();
  return {
    row<T extends { id: string }>(entity: EntityClass<T>) {
      if (!rows.has(entity)) rows.set(entity, createRowLoader(manager, entity));
      return rows.get(entity) as DataLoader<string, T | null>;
    },
    list<T extends { id: string }>(list: ListOf<T>) {
      if (!lists.has(list)) lists.set(list, createListLoader(manager, list));
      return lists.get(list) as DataLoader<string, T[]>;
    },
  };
}

/**
 * Finds the record that a key names. A key that does not match its row in every part finds nothing:
 * the decision was taken on the key, so it holds for no other row.
 */
export async function findRecord<T extends RecordEntity>(
  loaders: Loaders,
  entity: EntityClass<T>,
  key: Partial<RecordReference>,
): Promise<T | null> {
  if (!isId(key.id)) return null;
  const row = await loaders.row(entity).load(key.id);
  if (row === null) return null;
  const matches = row.subjectId === key.subjectId && row.ownerId === key.ownerId && row.handling === key.handling;
  return matches ? row : null;
}
