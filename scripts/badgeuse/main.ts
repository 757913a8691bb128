import { Command } from 'commander';

const program = new Command('badgeuse');
program.command('demo').action(() => console.log(`Node ${process.versions.node}`));
await program.parseAsync();
