/**
 * Holds a rule's conditions on bytes against the bytes of a buffer, as Suricata does ("Payload
 * Keywords" of its documentation).
 *
 * <p>Conditions that count from the match before make a chain with it: where one of them fails, the
 * match before is looked for further on. What stands before a condition that counts from the
 * buffer's start is not looked for again. Looking is bounded in steps and bytes, see {@link
 * dev.yagura.network.match.content.Effort}.
 */
@NullMarked
package dev.yagura.network.match.content;

import org.jspecify.annotations.NullMarked;
