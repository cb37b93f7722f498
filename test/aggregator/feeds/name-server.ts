import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';
import { onTestFinished } from 'vitest';

/** What is answered for a name at the first question, the second, and so on; its last answer stays. */
export type Zone = Map<string, string[][]>;

/** A name server for IPv4 and IPv6 addresses and aliases (RFC 1035, section 4). */
export async function startNameServer(zone: Zone): Promise<Resolver> {
  const socket = createSocket('udp4');
  const asked = new Map<string, number>();
  socket.on('message', (question, from) => {
    const { name, type, end } = readQuestion(question);
    const times = asked.get(`${name} ${type}`) ?? 0;
    asked.set(`${name} ${type}`, times + 1);
    const answers = zone.get(name);
    const records = answers?.[Math.min(times, answers.length - 1)] ?? [];
    socket.send(answerTo(question.subarray(0, end), type, name, answers && records), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return resolver;
}

const TYPES = { A: 1, CNAME: 5, AAAA: 28 };

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** @param records addresses, and aliases as `cname:other.example` before them; undefined for a name nobody has. */
function answerTo(question: Buffer, type: number, name: string, records: string[] | undefined): Buffer {
  let owner = name;
  const answers = (records ?? []).flatMap((record) => {
    if (record.startsWith('cname:')) {
      const alias = record.slice('cname:'.length);
      const answer = resource(owner, TYPES.CNAME, nameBytes(alias));
      owner = alias;
      return [answer];
    }
    const bytes = Buffer.from(ipaddr.parse(record).toByteArray());
    const own = bytes.length === 4 ? TYPES.A : TYPES.AAAA;
    return own === type ? [resource(owner, own, bytes)] : [];
  });
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  // An authoritative answer; 3 is "no such name".
  header.writeUInt16BE(0x8500 | (records === undefined ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question.subarray(12), ...answers]);
}

function resource(owner: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  // It may be kept for no time at all (bytes 4 to 7).
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(owner), fixed, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.of(0)]);
}
