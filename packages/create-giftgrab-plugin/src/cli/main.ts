#!/usr/bin/env node
import { runCreate } from './run-create';

process.exitCode = runCreate(process.argv.slice(2));
