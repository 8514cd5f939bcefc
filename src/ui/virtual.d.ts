/** Made by the build: the shipped lessons as the gallery shows them, in their order. See src/cli/lesson-cards.ts. */
declare module 'virtual:lessons' {
  export const LESSONS: readonly import('../scenario').LessonCard[];
}
