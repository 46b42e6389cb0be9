// The product drives the system's Chromium (CHROME_PATH); an install must never download a browser.
module.exports = { skipDownload: true };
