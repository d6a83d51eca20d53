/* Sends the next request of work that takes several. Without JavaScript, the user presses the button. */

document.querySelector("[data-continue]")?.requestSubmit();
