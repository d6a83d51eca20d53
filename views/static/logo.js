/** Shows the logo's text instead of a broken picture. */
const logo = document.querySelector("img[data-logo]");

function showText() {
  const text = document.createElement("span");
  text.className = "menu-brand";
  text.textContent = logo.alt;
  logo.replaceWith(text);
}

// The picture may have failed before this script ran.
if (logo?.complete && logo.naturalWidth === 0) showText();
else logo?.addEventListener("error", showText);
