export interface CaughtMail {
  envelope: { from: string; to: string[] };
  raw: string;
  receivedAt: Date;
}
