<?php

/**
 * Restores archived leads through the REST API. Needs PHP 7.4 or later with its curl extension.
 *
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... php dearchive.php 4 5 6
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... php dearchive.php ids.txt   # one id per line
 *
 * Exit codes: 0 all batches done, 1 a batch was refused or failed, 2 wrong arguments.
 */

declare(strict_types=1);

/** Leads per request, the default limit of a key. */
const BATCH = 500;
/** Attempts per failing request, about two minutes with the pauses between them. */
const ATTEMPTS = 10;
/** Seconds to wait for an answer. */
const TIMEOUT = 120;
const COUNTS = ['select_count', 'insert_count', 'delete_count'];

function printError(string $line): void
{
    fwrite(STDERR, $line . "\n");
}

function usage(string $why): void
{
    printError($why . "\nusage: DEARCHIVE_URL=... DEARCHIVE_KEY=... php dearchive.php ID... | FILE");
    exit(2);
}

/** Reads the ids and removes duplicates: the API refuses a batch that names a lead twice. */
function readIds(array $words): array
{
    if (count($words) === 1 && !preg_match('/^\d+$/D', $words[0])) {
        $text = @file_get_contents($words[0]);
        if ($text === false) {
            usage('cannot read ' . $words[0]);
        }
        $words = preg_split('/\s+/', $text, -1, PREG_SPLIT_NO_EMPTY);
    }
    foreach ($words as $word) {
        if (!preg_match('/^\d{1,15}$/D', $word)) {
            usage('not an id: ' . $word);
        }
    }
    return array_values(array_unique(array_map('intval', $words)));
}

/** Sends one request. Returns status 0 without a complete answer. */
function sendRequest(string $body, string $idempotencyKey): array
{
    $retryAfter = 0;
    $curl = curl_init(rtrim(getenv('DEARCHIVE_URL'), '/') . '/vicidial/leads/dearchive');
    curl_setopt_array($curl, [
        CURLOPT_POST => true,
        CURLOPT_POSTFIELDS => $body,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => TIMEOUT,
        CURLOPT_HTTPHEADER => [
            'Authorization: Key=' . getenv('DEARCHIVE_KEY'),
            'Content-Type: application/json',
            'Idempotency-Key: ' . $idempotencyKey,
        ],
        CURLOPT_HEADERFUNCTION => function ($curl, string $line) use (&$retryAfter): int {
            if (preg_match('/^retry-after:\s*(\d+)\s*$/i', $line, $match)) {
                $retryAfter = (int) $match[1];
            }
            return strlen($line);
        },
    ]);
    $text = curl_exec($curl);
    // A truncated answer has a status, too.
    $status = $text === false ? 0 : (int) curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    return [$status, $retryAfter, $text === false ? curl_error($curl) : $text];
}

/**
 * Sends one batch until it is done. Every attempt has the same Idempotency-Key, so a retry after a lost answer gets that
 * answer again and moves nothing twice.
 */
function sendBatch(array $ids): array
{
    $body = json_encode(['insert_leads' => true, 'delete_leads' => true, 'lead_ids' => $ids]);
    $idempotencyKey = bin2hex(random_bytes(16));
    $pause = 1;
    for ($failures = 0; ; ) {
        [$status, $retryAfter, $text] = sendRequest($body, $idempotencyKey);
        if ($status === 200) {
            $answer = json_decode($text, true);
            if (is_array($answer) && isset($answer['select_count'], $answer['insert_count'], $answer['delete_count'])) {
                return $answer;
            }
            throw new RuntimeException('this is not an answer of the API: ' . substr($text, 0, 200));
        }
        if (($status === 403 || $status === 429) && $retryAfter > 0) {
            // Office hours or the rate limit: wait, and do not count it as a failure.
            printError("waiting $retryAfter s, as the server asks");
            sleep($retryAfter);
            continue;
        }
        $failures += 1;
        $isTransient = $status === 0 || $status === 409 || $status >= 500;
        if (!$isTransient || $failures === ATTEMPTS) {
            throw new RuntimeException("failed with $status: $text");
        }
        printError("request failed ($status), trying again");
        sleep(max($pause, $retryAfter));
        usleep(random_int(0, 999999));
        $pause = min($pause * 2, 30);
    }
}

if (!getenv('DEARCHIVE_URL') || !getenv('DEARCHIVE_KEY')) {
    usage('DEARCHIVE_URL and DEARCHIVE_KEY must be set');
}
$ids = readIds(array_slice($argv, 1));
if ($ids === []) {
    usage('no leads');
}

$totals = array_fill_keys(COUNTS, 0);
$exitCode = 0;
try {
    foreach (array_chunk($ids, BATCH) as $batch) {
        $answer = sendBatch($batch);
        foreach (COUNTS as $name) {
            $totals[$name] += $answer[$name];
        }
    }
} catch (RuntimeException $error) {
    printError($error->getMessage());
    $exitCode = 1;
}
vprintf("%d leads found, %d inserted, %d deleted\n", array_values($totals));
exit($exitCode);
