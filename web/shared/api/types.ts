/** Names for the generated types that the pages use most. */

import type { components } from './schema'

type Schemas = components['schemas']

export type Line = Schemas['Line']
export type Case = Schemas['ShownCase']
export type CaseEvent = Schemas['ShownEvent']
export type CaseClock = Schemas['ShownClock']
export type CaseFile = Schemas['ShownFile']
export type Assignment = Schemas['ShownAssignment']
export type CaseReport = Schemas['ShownReport']
export type Asks = Schemas['Asks']
export type Counts = Schemas['Counts']
export type StateCount = Schemas['StateCount']
export type Explanation = Schemas['ExplanationRow']
/** Pairs come as lists from the client. */
export type Who = Omit<Schemas['Who'], 'branches'> & { branches: string[][] }
export type Area = Schemas['Area']
export type Unit = Schemas['UnitRow']
export type Grid = Schemas['GridRow']
export type State = Line['state']
export type Verb = Asks['verb']
export type Stage = CaseClock['stage']
