// Makes every word two fifths longer: a language that we do not speak yet.
() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const said = words.currentNode, text = said.data;
    if (!text.trim() || said.parentElement.closest(".number, .letter, .key, .digits, .rehearsal, .languages, b")) continue;
    said.data = text.replace(/(\p{L}{3,})/gu, (word) => word + word.slice(0, Math.round(word.length * 0.4)));
  }
}
