/**
 * A small made-up Linux, for who writes a detector and has no VM at hand.
 *
 * <p>{@link dev.yagura.bpf.fake.FakeGuest} is a kernel as any other reader gets one: memory behind
 * page tables, symbols, BTF. {@link dev.yagura.bpf.fake.FakeTypes} lays structures out, {@link
 * dev.yagura.bpf.fake.FakeRam} holds them, {@link dev.yagura.bpf.fake.FakeFiles} and {@link
 * dev.yagura.bpf.fake.FakeTasks} fill them in. A structure has the members that are filled in, and
 * no others: what is not made up is missing, and never zero.
 */
@NullMarked
package dev.yagura.bpf.fake;

import org.jspecify.annotations.NullMarked;
