"""`python3 run.py bench`: what one hall does on this machine, in one table from one run.

What is measured, in the order of the table:

- **machine**: what the figures stand on, and how much of it others took meanwhile. Above some 10 %, run it again.
- **yardstick**: a loop in plain Python, and one row inserted and committed durably by bare SQLite on the same disk. No
  issue or next on SQLite can be faster than that commit: read their `per s` as a share of its. Both stand at the end
  again; where they have changed by half, so may have everything between, and two runs compare only by their yardsticks.
- **http**: issue and next over kept connections against a `hallqueue serve` of its own process, by 1 and by 8 clients
  of one process each, with 20 to 60 people waiting. Latency runs from sending a request to having read its answer.
- **screens**: a clerk's next until the last of 1, 50 and 300 live clients has it; these are websockets that offer
  compression as browsers do. Three moments: the clerk's answer, the `call` event, the board that shows the number.
- **paper**: from the tap to the first and the last byte at a printer on TCP, the drawing of a slip, and next while the
  printer is well and while it hangs: the two should not differ.
- **memory**: resident set of the server process, after the load above, without clients and with the most of them.
- **start**: from spawning the process to the first 200 of `/api/v1/health`; after a SIGKILL to the first answered next.

How to read it: `median` and `p99` are of `n` single values (nearest rank, so below 100 values p99 is the slowest of
all); `per s` is all of them divided by the time they took. A promise of DESIGN.md §14 stands beside what it is about
with "kept" or "not kept", judged by p99. Clients and server share the machine, so a figure is never better than the
truth. Everything is on loopback, in a temporary folder (`--folder` chooses the disk) that is removed at the end.

A further measurement is one more function `Scene -> Iterator[Line]` in `STEPS` of `bench.whole`.
"""
