/** `node simulator/main.ts …` from a checkout; the simulator's sources stand in src, where the build finds them. */
import '../src/simulator/main.ts'
