<?php
// Receives webhooks with plain PHP (7.4 or later). Put it on a web server that speaks HTTPS, and set DEARCHIVE_WEBHOOK_SECRET there.
//
// To try it:  DEARCHIVE_WEBHOOK_SECRET=whsec_... php -S 127.0.0.1:8080 webhook.php

const TOLERANCE = 300; // seconds that a message may be old: a recorded one cannot be sent again later
const LARGEST = 100000; // bytes of a body; messages have less than 2,000

/** Tests whether a message comes from the server. $body is the text as received. */
function isSigned(string $body): bool
{
    $key = base64_decode(preg_replace('/^whsec_/', '', (string) getenv('DEARCHIVE_WEBHOOK_SECRET')));
    $id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    if (strlen($key) < 24 || $id === '' || !ctype_digit($timestamp) || abs(time() - (int) $timestamp) > TOLERANCE) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}

$body = (string) file_get_contents('php://input', false, null, 0, LARGEST);
if (!isSigned($body)) {
    http_response_code(400);
    exit;
}
// A message may arrive twice: do nothing for a webhook-id that you have seen before.
$message = json_decode($body, true);
$run = $message['data'];
error_log("{$message['type']}: run {$run['id']}, {$run['leads']['moved']} of {$run['leads']['total']} leads moved");
http_response_code(204);
