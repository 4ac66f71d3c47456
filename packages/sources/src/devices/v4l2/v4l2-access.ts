import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';

/**
 * What keeps the user from a device file, and what to do about it.
 *
 * @param path - The device file.
 * @returns `undefined` when nothing does.
 */
export function accessProblem(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return undefined;
  } catch {
    return deniedText(path);
  }
}

/**
 * Why a device file may not be opened, and what to do about it.
 *
 * @param path - The device file.
 */
export function deniedText(path: string): string {
  const gid = statSync(path, { throwIfNoEntry: false })?.gid;
  const group = gid === undefined ? 'video' : groupName(gid);
  const isMember = gid !== undefined && (process.getgroups?.() ?? []).includes(gid);
  const may = `You may not read and write ${path}`;
  if (isMember) return `${may}, although you are in its group ${group}: see "ls -l ${path}".`;
  return (
    `${may}: it belongs to the group ${group}, and you are not in it. ` +
    `Run "sudo usermod -aG ${group} ${userName()}", then log out and in again.`
  );
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In containers, a user may have a number and no name.
    return '$USER';
  }
}

function groupName(gid: number): string {
  try {
    const lines = readFileSync('/etc/group', 'utf8').split('\n');
    const name = lines.map((line) => line.split(':')).find(([, , id]) => id === String(gid))?.[0];
    return name ?? String(gid);
  } catch {
    return String(gid);
  }
}
