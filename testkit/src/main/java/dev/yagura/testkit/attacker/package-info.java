/**
 * The intruder that tests need: edits a guest's kernel memory from outside, as a rootkit would from
 * inside. Addresses come from the guest's own kallsyms, offsets from its own BTF read by a parser
 * of this package's own, memory goes through QEMU's debugger stub: nothing is shared with the code
 * that has to find the intrusion.
 */
@NullMarked
package dev.yagura.testkit.attacker;

import org.jspecify.annotations.NullMarked;
