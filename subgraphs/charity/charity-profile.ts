import { Entity } from 'typeorm';
import { ProfileEntity } from '../kit/profile';
import { RecordType } from '../kit/record';

@Entity('charity_profiles')
@RecordType('IDENTITY', 'Who the child is, as a charity knows them.')
export class CharityProfile extends ProfileEntity {}
