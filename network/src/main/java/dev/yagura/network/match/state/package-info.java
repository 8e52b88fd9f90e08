/**
 * What rules note for other rules, and how often they matched: bits of flows and hosts, thresholds
 * ("Flow Keywords", "Xbits Keyword" and "Thresholding Keywords" of Suricata's documentation). All
 * of it is bounded; what is forgotten for want of room is counted.
 */
@NullMarked
package dev.yagura.network.match.state;

import org.jspecify.annotations.NullMarked;
