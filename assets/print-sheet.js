// Prints the lesson's sheet without the page around it
'use strict';
for (const button of document.querySelectorAll('.print-sheet button')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const page = document.documentElement;
    page.classList.add('only-sheet');
    addEventListener('afterprint', () => page.classList.remove('only-sheet'), { once: true });
    print();
  });
}
