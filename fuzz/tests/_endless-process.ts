import { startWatchdog } from '../src/watchdog.ts';

// A parser that comes to no end: node _endless-process.ts <where its input is to be kept>.

const { watch } = startWatchdog({ limitMilliseconds: 200, file: process.argv[2] ?? '' });
watch(Buffer.from('a longer one, which comes to its end'));
watch(Buffer.from('for ever'));
for (;;);
