/** The scenario: its document, its claims, its link, and the list of shipped ones. */
export type { Problem } from './problem';
export type { Claim, Expr, Operator } from './claim';
export { type Block, type Machine, MAX_DOCUMENT_BYTES, type ParsedDocument, parseDocument, type ScenarioDocument } from './document';
export { type DecodedLink, decodeLink, encodeLink, LinkError, type LinkState, rulesNote } from './link';
export { type JournalEntry, JournalEntrySchema, JournalSchema } from './journal';
export { type FetchedText, fetchScenario, fetchSource } from './source';
export { SHIPPED, type ShippedScenario } from './shipped';
export { type Topic, TOPICS } from './supported';
export type { LessonCard, LessonLane, LessonPicture } from './lesson-card';
