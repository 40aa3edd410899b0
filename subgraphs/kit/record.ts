import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Column, PrimaryColumn } from 'typeorm';
import type { DataCategory, Handling } from '../../schema/vocabulary';
import { HandlingEnum } from './enums';
import { Inaccessible, Public } from './labels';
import { Organisation } from './value-types';

const RECORD_KEY = '@key(fields: "id subjectId ownerId handling")';

/**
 * The key of a record carries what the gateway's decision needs: whose record, whose data, how marked.
 * Base of a stub through which a sector adds a field to another sector's record.
 */
@Directive(RECORD_KEY)
@ObjectType({ simpleResolvers: true })
export abstract class RecordKey {
  @Public()
  @Field(() => ID)
  @PrimaryColumn('text')
  id!: string;

  @Inaccessible()
  @Field(() => ID, { description: 'The child, by the id of the hub.' })
  @Column('text')
  subjectId!: string;

  @Inaccessible()
  @Field(() => ID, { description: 'The organisation that owns the record.' })
  @Column('text')
  ownerId!: string;

  @Inaccessible()
  @Field(() => HandlingEnum)
  @Column('text')
  handling!: Handling;
}

/** Base of every record that a sector keeps. A subclass is a TypeORM entity and a `@RecordType` at once. */
@ObjectType({ simpleResolvers: true })
export abstract class RecordEntity extends RecordKey {
  @Public()
  @Field(() => Organisation, { description: 'Who keeps the record and decides on sharing it.' })
  get owner(): Organisation {
    return { id: this.ownerId };
  }
}

/** Declares a class to be the GraphQL type of a record of one category, under its own name. */
export function RecordType(category: DataCategory, description: string): ClassDecorator {
  return (target) => {
    Directive(RECORD_KEY)(target);
    Directive(`@record(category: "${category}")`)(target);
    ObjectType({ description, simpleResolvers: true })(target);
  };
}

/** Declares a class to stand for another sector's record, to which this sector adds fields of its own. */
export function RecordStub(name: string): ClassDecorator {
  return (target) => {
    Directive(RECORD_KEY)(target);
    ObjectType(name, { simpleResolvers: true })(target);
  };
}
