import { Field, ID, Int, ObjectType } from 'type-graphql';
import { PageInfo } from './disclosures';
import { DateTimeScalar } from './scalars';

@ObjectType({
  simpleResolvers: true,
  description: 'A signed statement of how far a chain of the audit log had come. It tells nothing of any child.',
})
export class AuditCheckpoint {
  @Field(() => String, { description: 'The file of the gateway that it stands in.' })
  file: string;

  @Field(() => String, {
    description:
      'The line of that file, to the byte: keep the lines of a file in their order for `npm run audit -- verify`.',
  })
  line: string;

  @Field(() => ID)
  writer: string;

  @Field(() => Int)
  seq: number;

  @Field(() => String)
  hash: string;

  @Field(() => DateTimeScalar)
  at: Date;
}

@ObjectType({ simpleResolvers: true })
export class AuditCheckpointConnection {
  @Field(() => [AuditCheckpoint])
  nodes: AuditCheckpoint[];

  @Field(() => PageInfo)
  pageInfo: PageInfo;

  @Field(() => String, { description: 'The Ed25519 key that signed them, as a JSON Web Key.' })
  publicKey: string;
}
