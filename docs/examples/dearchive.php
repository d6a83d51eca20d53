<?php

/**
 * Brings archived leads back through the REST API; needs PHP 7.4 or later with its curl extension.
 *
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... php dearchive.php 4 5 6
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... php dearchive.php ids.txt   # one id a line
 *
 * Exit code: 0 every batch was carried out, 1 one was refused or failed, 2 called wrongly.
 */

declare(strict_types=1);

/** Leads a call: what a key allows, unless its operator set another limit. */
const BATCH = 500;
/** Of a call that fails; with the pauses between them about two minutes. */
const ATTEMPTS = 10;
/** Seconds that an answer is waited for. */
const TIMEOUT = 120;
const COUNTS = ['select_count', 'insert_count', 'delete_count'];

function say(string $line): void
{
    fwrite(STDERR, $line . "\n");
}

function usage(string $why): void
{
    say($why . "\nusage: DEARCHIVE_URL=... DEARCHIVE_KEY=... php dearchive.php ID... | FILE");
    exit(2);
}

/** The ids, each once: a batch that names one twice is refused. */
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

/** Sends one call. Status 0: no whole answer. */
function call(string $body, string $idempotencyKey): array
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
    // Half an answer has a status, too.
    $status = $text === false ? 0 : (int) curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    return [$status, $retryAfter, $text === false ? curl_error($curl) : $text];
}

/**
 * Sends one batch until it is carried out. The same Idempotency-Key each time makes that safe: an answer that was lost
 * is given again, and nothing is done twice.
 */
function sendBatch(array $ids): array
{
    $body = json_encode(['insert_leads' => true, 'delete_leads' => true, 'lead_ids' => $ids]);
    $idempotencyKey = bin2hex(random_bytes(16));
    $pause = 1;
    for ($failures = 0; ; ) {
        [$status, $retryAfter, $text] = call($body, $idempotencyKey);
        if ($status === 200) {
            $answer = json_decode($text, true);
            if (is_array($answer) && isset($answer['select_count'], $answer['insert_count'], $answer['delete_count'])) {
                return $answer;
            }
            throw new RuntimeException('the answer is not one of this API: ' . substr($text, 0, 200));
        }
        if (($status === 403 || $status === 429) && $retryAfter > 0) {
            // Office hours, or too many calls a minute: no failure, but something that ends.
            say("the server asks for a pause of $retryAfter s");
            sleep($retryAfter);
            continue;
        }
        $failures += 1;
        $mayPass = $status === 0 || $status === 409 || $status >= 500;
        if (!$mayPass || $failures === ATTEMPTS) {
            throw new RuntimeException("failed with $status: $text");
        }
        say("no success ($status), trying again");
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
    say($error->getMessage());
    $exitCode = 1;
}
vprintf("%d leads found, %d inserted, %d deleted\n", array_values($totals));
exit($exitCode);
