#!/usr/bin/env python3
"""A model of the shared log (docs/design/shared-log.md): link(2) as compare-and-set, witnesses, numbered snapshots, collection.

Every remote call is one step and any actor may sleep for ever between two steps: nothing here relies on time.
A log starts with a genesis snapshot, so a view is never empty. Entry n has two names: its number, and a witness that carries its
nonce; the writer makes the witness, links it to the number, and confirms by removing the witness of n-1.
Entries are collected only below the newest snapshot but one: a listing with at most one snapshot above n, and with one not above it,
proves that nothing above n has been collected.
A link whose reply is lost was done, or was not, or will be done at any later moment (a ghost).

  sharedlog.py               breadth first over all interleavings of a small case (bounded by memory)
  sharedlog.py SECONDS       long random schedules in which up to three actors fall asleep for a while
  ... RULE                   with one safety rule switched off, to see whether the rule is needed (for some, a schedule that
                             breaks the log without it is tried first):
      predecessor   after linking n, the writer confirms that n-1 has not been collected: its witness was there to be removed
      identity      ... the witness of the very entry the new one was built on, not of another with the same number
      listing       ... or else a listing proves it
      snapcheck     when that fails, a fresh view says whether the entry counts, before it is given up
      readercheck   a reader that met new entries proves, after reading them, that they had not been collected before
      kill          a writer in doubt removes its witness before it looks, so that no link can happen after the look
      look          ... and believes that its entry is not there only if it cannot have been collected during the listing
      revoke        the collector removes witnesses before it removes entries
      patience      ... those of a listing that began after the snapshot was there
      bound         the collector stays below the newest snapshot but one
"""
import random
import sys
import time
from collections import deque

SECONDS = int(sys.argv.pop(1)) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 0
DROPPED = set(sys.argv[1:])
COMMITS = (5, 3, 3)                               # how many entries each of the three writers wants to add
COLLECTORS = 2 if SECONDS else 1
REMEMBERED = 3                                    # snapshots record the nonces of so many past numbers
GENESIS = ('i1', 'i2')


class Violation(Exception):
    pass


def rule(name):
    return name not in DROPPED


def newest(snapshots):
    return max(snapshots, key=len)


def proves(snapshots, number):
    """Whether these snapshots prove that nothing above the number has been collected."""
    return len([s for s in snapshots if len(s) > number]) <= 1 and any(len(s) <= number for s in snapshots)


def entry_at(entries, number):
    return next((e for e in entries if e[0] == number), None)


# state = (entries {(number, nonce, previous nonce)}, witnesses {(number, nonce)}, ghosts {(number, nonce, previous nonce)}, snapshots {chain},
#          writers ((step, view, attempt, done), ...), collectors ((step, ...), ...), acknowledged {(number, nonce)}, given up {(number, nonce)})
START = (frozenset({(1, 'i1', ''), (2, 'i2', 'i1')}), frozenset(), frozenset(), frozenset({GENESIS}),
         tuple((('load', ''), (), 0, 0) for _ in COMMITS), (('idle',),) * COLLECTORS, frozenset(), frozenset())


def check(state):
    """What a fresh reader sees holds every acknowledged entry, and none whose writer was told that it does not count."""
    entries, _, _, snapshots, _, _, acknowledged, refused = state
    view = list(newest(snapshots))
    while (e := entry_at(entries, len(view) + 1)) and e[2] == view[-1]:
        view.append(e[1])
    for number, nonce in acknowledged:
        if len(view) < number or view[number - 1] != nonce:
            raise Violation(f'acknowledged {nonce}@{number} is missing from a fresh view {view}')
    for number, nonce in refused:
        if len(view) >= number and view[number - 1] == nonce:
            raise Violation(f'{nonce}@{number} was given up and counts in a fresh view {view}')


def steps(state):
    """All (label, next state) pairs."""
    for i in range(len(COMMITS)):
        yield from writer_steps(state, i)
    yield from collector_steps(state)
    entries, witnesses, ghosts = state[:3]
    for ghost in sorted(ghosts):
        if ghost[:2] in witnesses and not entry_at(entries, ghost[0]):
            yield f'ghost of {ghost[1]}@{ghost[0]}', (entries | {ghost}, witnesses, ghosts - {ghost}) + state[3:]


def writer_steps(state, i):
    entries, witnesses, ghosts, snapshots, writers, collectors, acknowledged, refused = state
    step, view, attempt, done = writers[i]
    kind, doubt = step[0], step[1]        # doubt: (number, nonce) of an entry whose fate is to be found out, or nothing
    nonce = f'{"ABC"[i]}{attempt}'
    label = f'{"ABC"[i]}:{kind}'

    def to(next_step, view=view, attempt=attempt, done=done, entries=entries, witnesses=witnesses, ghosts=ghosts, snapshots=snapshots,
           acknowledged=acknowledged, refused=refused, note=''):
        moved = writers[:i] + ((next_step, view, attempt, done),) + writers[i + 1:]
        return label + note, (entries, witnesses, ghosts, snapshots, moved, collectors, acknowledged, refused)

    def acknowledge(view, number, **others):
        now = acknowledged | {(number, nonce)}
        if len([1 for n, _ in now if n == number]) > 1:
            raise Violation(f'two acknowledged entries at {number}: {sorted(now)}')
        return to(('list', ''), view=view, attempt=attempt + 1, done=done + 1, acknowledged=now, note=f' {nonce}@{number}', **others)

    def knows(view):
        """A view that is new: what became of the entry in doubt, or on to the next one."""
        if not doubt:
            return to(('decide', ''), view=view)
        number = doubt[0]
        if len(view) < number:
            return to(('decide', ''), view=view, attempt=attempt + 1, refused=refused | {doubt}, note=' never')
        remembered = number > len(newest(snapshots)) - REMEMBERED
        if rule('snapcheck') and not remembered:
            return to(('decide', ''), view=view, attempt=attempt + 1, note=' forgotten')
        if rule('snapcheck') and view[number - 1] == nonce:
            return acknowledge(view, number)
        mine = entry_at(entries, number)
        gone = entries if rule('snapcheck') or not mine or mine[1] != nonce else entries - {mine}
        return to(('decide', ''), view=view, attempt=attempt + 1, entries=gone, refused=refused | {doubt}, note=' not mine')

    if kind == 'load':                                   # the newest snapshot
        yield to(('list', doubt), view=newest(snapshots))
    elif kind == 'list':                                 # a listing takes time: the snapshots ...
        yield to(('names', doubt, len(newest(snapshots))))
    elif kind == 'names':                                # ... and the entries
        if entry_at(entries, len(view) + 1):
            last = len(view) + 1
            while entry_at(entries, last + 1):
                last += 1
            yield to(('read', doubt, (), last))
        elif step[2] > len(view):
            yield to(('load', doubt), view=())
        elif doubt:
            yield to(('prove', doubt, ()))
        else:
            yield knows(view)
    elif kind == 'read':                                 # one entry
        pending, last = step[2], step[3]
        number = len(view) + len(pending) + 1
        here, before = entry_at(entries, number), (view + pending)[-1]
        if not here or here[2] != before:
            yield to(('load', doubt), view=(), note=' does not follow')
        else:
            after = pending + (here[1],)
            yield to(('read', doubt, after, last) if number < last else ('prove', doubt, after))
    elif kind == 'prove':                                # a second listing
        needed = 'readercheck' if step[2] else 'look'
        sound = not rule(needed) or proves(snapshots, len(view))
        yield knows(view + step[2]) if sound else to(('load', doubt), view=())
    elif kind == 'decide':
        if view not in snapshots:                        # anyone may publish what it has read, however old by now
            yield f'{"ABC"[i]}:snapshot{len(view)}', to(('list', ''), snapshots=snapshots | {view})[1]
        if done < COMMITS[i] and attempt < 7:
            yield to(('link', ''), witnesses=witnesses | {(len(view) + 1, nonce)}, note=' made a witness')
        yield to(('list', ''))
    elif kind == 'link':
        number = len(view) + 1
        mine = (number, nonce)
        new = (number, nonce, view[-1])
        if mine not in witnesses:
            yield to(('kill', mine), note=' revoked')
        elif entry_at(entries, number):
            yield to(('kill', mine), note=' EEXIST')
        else:
            yield to(('confirm', ''), entries=entries | {new}, note=f' made {nonce}@{number}')
            yield to(('kill', mine), entries=entries | {new}, note=f' made {nonce}@{number}, reply lost')
            yield to(('kill', mine), ghosts=ghosts | {new}, note=' reply lost, not yet made')
    elif kind == 'confirm':                              # by removing the witness of n-1
        number, before = len(view) + 1, (len(view), view[-1])
        if not rule('predecessor'):
            yield acknowledge(view + (nonce,), number)
        elif not rule('identity') and [w for w in witnesses if w[0] == before[0]]:
            yield acknowledge(view + (nonce,), number)
        elif before in witnesses:
            yield acknowledge(view + (nonce,), number, witnesses=witnesses - {before})
            yield to(('reconfirm', ''), witnesses=witnesses - {before}, note=' reply lost')
        else:
            yield to(('reconfirm', ''), note=' no witness')
    elif kind == 'reconfirm':                            # by a listing
        sound = not rule('listing') or proves(snapshots, len(view))
        yield acknowledge(view + (nonce,), len(view) + 1) if sound else to(('kill', (len(view) + 1, nonce)), note=' failed')
    elif kind == 'kill':
        yield to(('list', doubt), witnesses=witnesses - {doubt} if rule('kill') else witnesses)


def collector_steps(state):
    entries, witnesses, ghosts, snapshots, writers, collectors, acknowledged, refused = state

    def to(*collector, entries=entries, witnesses=witnesses, snapshots=snapshots):
        moved = collectors[:i] + (collector,) + collectors[i + 1:]
        return entries, witnesses, ghosts, snapshots, writers, moved, acknowledged, refused

    for i, collector in enumerate(collectors):
        step, label = collector[0], f'{"XY"[i]}:'
        if step == 'idle':
            numbers = sorted(len(s) for s in snapshots)
            if not rule('patience'):
                yield label + 'start', to('look', tuple(sorted(witnesses)))
            elif len(numbers) > 1:
                yield label + 'start', to('list', numbers[-2 if rule('bound') else -1])
        elif step == 'look':
            numbers = sorted(len(s) for s in snapshots)
            if len(numbers) > 1:
                yield label + 'look', to('revoke', numbers[-2], tuple(w for w in collector[1] if w[0] < numbers[-2]), ())
        elif step == 'list':
            bound = collector[1]
            old = tuple(sorted(w for w in witnesses if w[0] < bound)) if rule('revoke') else ()
            yield f'{label}list {bound}', to('revoke', bound, old, tuple(sorted(e[0] for e in entries if e[0] < bound)))
        elif step == 'revoke':
            _, bound, old, numbers = collector
            if old:
                yield f'{label}revoke {old[0]}', to('revoke', bound, old[1:], numbers, witnesses=witnesses - {old[0]})
            else:
                numbers = numbers or tuple(sorted(e[0] for e in entries if e[0] < bound))
                kept = frozenset(s for s in snapshots if len(s) >= bound)
                yield label + 'remove snapshots', to('collect', numbers, snapshots=kept)
        elif step == 'collect':
            numbers = collector[1]
            if numbers:
                left = frozenset(e for e in entries if e[0] != numbers[0])
                yield f'{label}remove {numbers[0]}', to('collect', numbers[1:], entries=left)
            else:
                yield label + 'end', to('idle')


def breadth_first(limit=2_000_000):
    global COMMITS
    COMMITS = (2, 1, 1)
    came_from, queue = {START: None}, deque([START])
    while queue:
        state = queue.popleft()
        try:
            check(state)
            following = [(label, n) for label, n in steps(state) if n != state]
        except Violation as violation:
            path = []
            while came_from[state]:
                label, state = came_from[state]
                path.append(label)
            return report(violation, reversed(path))
        for label, n in following:
            if n not in came_from:
                came_from[n] = (label, state)
                queue.append(n)
        if len(came_from) > limit:
            print(f'{len(came_from)} states, no violation (stopped by the limit)')
            return 0
    print(f'all {len(came_from)} states, no violation')
    return 0


def random_walks(seconds, seed=None):
    """Up to three actors fall asleep, each before a step of some kind, while the others go on."""
    rnd, end, walks, taken = random.Random(seed), time.time() + seconds, 0, 0
    kinds = ('link', 'confirm', 'reconfirm', 'kill', 'list', 'names', 'read', 'prove', 'snapshot', 'load', 'revoke', 'remove')
    while time.time() < end:
        state, path, walks = START, [], walks + 1
        sleepers = {w: [rnd.choice(kinds), rnd.randrange(3), rnd.randrange(20, 160)] for w in rnd.sample('BCXY', rnd.choice((0, 1, 2, 2, 3)))}
        try:
            for _ in range(400):
                check(state)
                following = [(label, n) for label, n in steps(state) if n != state]
                for who, nap in sleepers.items():
                    if nap[1] > 0 or nap[2] <= 0 or not [f for f in following if f[0].startswith(f'{who}:{nap[0]}')]:
                        continue
                    awake = [f for f in following if not f[0].startswith(who)]
                    if awake:
                        following, nap[2] = awake, nap[2] - 1
                if not following:
                    break
                label, state = rnd.choice(following)
                for who, nap in sleepers.items():
                    nap[1] -= label.startswith(f'{who}:{nap[0]}')
                path.append(label)
                taken += 1
        except Violation as violation:
            return report(violation, path)
    print(f'{walks} schedules, {taken} steps, no violation')
    return 0


LOOK = ('{0}:list', '{0}:names')
ADD = ('{0}:decide made', '{0}:link made', '{0}:confirm')
READ = LOOK + ('{0}:read', '{0}:prove')
COLLECT = ('{0}:revoke*', '{0}:remove snapshots', '{0}:remove*')


def who(actor, *parts):
    return [step.format(actor) for part in parts for step in ([part] if isinstance(part, str) else part)]


FIRST = who('A', 'A:load', LOOK, ADD, 'A:reconfirm')
AHEAD = who('A', LOOK, ADD, LOOK, 'A:snapshot5', LOOK, ADD, LOOK, 'A:snapshot6', LOOK)
COLLECTION = who('X', 'X:start', 'X:list', COLLECT)
SCHEDULES = {
    # B and C fall asleep on the genesis; entries 3 and 4 are collected; B takes 3 again, C reads that and builds 4 on it.
    'readercheck': who('B', 'B:load', LOOK) + FIRST + who('C', 'C:load', LOOK) + who('A', LOOK, ADD) + AHEAD + COLLECTION
    + ['B:decide made', 'B:link made', 'C:read', 'C:prove', 'C:decide made', 'C:link made', 'C:confirm'],
    # C falls asleep with 4 built on 3; 3 and 4 are collected; B, who slept since the genesis, has a witness for 3 when C takes 4 again.
    'identity': who('B', 'B:load', LOOK) + FIRST + who('C', 'C:load', READ) + who('A', LOOK, ADD) + AHEAD + COLLECTION
    + ['C:decide made', 'B:decide made', 'C:link made', 'C:confirm'],
    # C is in doubt about 3, which counts; while it lists, snapshots are made and 3 is collected.
    'look': who('C', 'C:load', LOOK, 'C:decide made', 'C:link made C0@3, reply lost', 'C:kill', 'C:list')
    + who('A', 'A:load', READ, ADD, 'A:reconfirm') + AHEAD + COLLECTION + ['C:names', 'C:prove'],
    # B links 4 and falls asleep before it removes the witness of 3; the collector, who has listed before that, does not either.
    'patience': ['X:start'] + FIRST + who('B', 'B:load', READ) + who('C', 'C:load', READ) + ['B:decide made', 'B:link made', 'C:decide made a']
    + who('A', READ, ADD, LOOK, 'A:snapshot5', LOOK, ADD, LOOK, 'A:snapshot6', LOOK) + who('X', 'X:look', COLLECT) + ['C:link made', 'C:confirm'],
}


def follow(schedule):
    """One schedule; ends where it is not possible."""
    state, path = START, []
    try:
        for prefix in schedule:                          # with a star: as often as possible
            while True:
                check(state)
                following = [(label, n) for label, n in steps(state) if label.startswith(prefix.rstrip('*'))]
                if not following:
                    break
                label, state = following[0]
                path.append(label)
                if not prefix.endswith('*'):
                    break
            if not following and not prefix.endswith('*'):
                print(f'  ends at {prefix}, after {len(path)} steps: {path[-8:]}')
                return 0
        check(state)
    except Violation as violation:
        return report(violation, path)
    print(f'  no violation in {len(path)} steps')
    return 0


def report(violation, path):
    print('VIOLATION:', violation)
    print('  ' + ' -> '.join(path))
    return 1


if __name__ == '__main__':
    for name, steps_of_it in SCHEDULES.items():
        if (not DROPPED or name in DROPPED) and follow(steps_of_it):
            sys.exit(1)
    sys.exit(random_walks(SECONDS) if SECONDS else breadth_first())
